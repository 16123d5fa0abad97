"""The pages in a real Chromium: they ask nobody, complain of nothing, and can be used by all."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.dashboard.conftest import Watched
from tests.dashboard.serving import MARKUP, plant

PAGES = ("/?world=tiny", "/compare?a=tiny&b=tiny&b_set=market.contract_months=36", "/help")
GRAVE = {"serious", "critical"}


def month(page: Page) -> int:
    return int(page.locator(".stage").get_attribute("data-latest") or -1)


def wait_for_month(page: Page, at_least: int) -> None:
    page.wait_for_function(f"Number(document.querySelector('.stage').dataset.latest) >= {at_least}")


@pytest.mark.long
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("light", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_nobody_is_shut_out(watch: Callable[..., Watched], path: str, light: str) -> None:
    watched = watch(viewport={"width": 1400, "height": 1000}, color_scheme=light)
    page = watched.open(path)
    if path != "/help":
        page = watched.play(path)
        page.get_by_role("button", name="A year").first.click()
        wait_for_month(page, 12)
    found = Axe().run(page).response["violations"]
    grave = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in GRAVE]
    assert grave == []


@pytest.mark.long
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [400, pytest.param(640, marks=pytest.mark.slow)])
def test_nothing_is_cut_off_on_a_narrow_page(
    watch: Callable[..., Watched], path: str, width: int
) -> None:
    """400 px is a telephone; 640 px is a screen of 1280 px at 200% zoom."""
    page = watch(viewport={"width": width, "height": 800}).open(path)
    if path != "/help":
        page.wait_for_selector(".stage[data-month]")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_alone_plays_a_world(watched: Watched) -> None:
    page = watched.play("/?world=tiny")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "A year":
            break
    page.keyboard.press("Space")
    wait_for_month(page, 12)
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('data-council')") is not None:
            break
    told = [council_told(page)]
    for key in ("ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
        told.append(council_told(page))
    assert told[0] != told[1] != told[2]


def council_told(page: Page) -> str:
    """The council that has the focus, once the words below the map are about it."""
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    name: str = label.rpartition(": ")[0]
    page.wait_for_function(f"document.querySelector('.facts h3')?.textContent === {name!r}")
    return name


def test_two_browsers_have_a_world_each(watch: Callable[..., Watched]) -> None:
    one, other = watch().play("/?world=tiny"), watch().play("/?world=tiny")
    one.get_by_role("button", name="A year").first.click()
    wait_for_month(one, 12)
    assert month(other) == 0


def test_names_from_a_world_are_text_and_never_markup(watched: Watched) -> None:
    page = watched.play(f"/?world={plant()}&service=youth")
    council = page.get_by_label("Council", exact=True)
    for place in range(1, 9):
        council.select_option(index=place)
        name = council.locator("option").nth(place).inner_text()
        page.wait_for_function(f"document.querySelector('.facts h3')?.textContent === {name!r}")
        if MARKUP in page.locator(".facts").inner_text():
            break
    else:
        pytest.fail("the mutual with markup in its name holds no council's youth service")
    page.get_by_role("button", name="Its story").click()
    page.locator(".life h2", has_text=MARKUP).wait_for()
    page.locator("label", has_text="Tenders won").click()
    page.get_by_role("button", name="To the end").click()
    wait_for_month(page, 180)
    assert page.evaluate("window.planted") is None
    assert page.locator("#main img, #main script").count() == 0


def test_titles_from_a_world_are_text_and_never_markup(watched: Watched) -> None:
    page = watched.play(f"/compare?a={plant()}&b=tiny")
    assert MARKUP in page.locator(".sheet figcaption").first.inner_text()
    assert page.evaluate("window.planted") is None


def test_a_run_that_breaks_says_so_and_leaves_the_others(watch: Callable[..., Watched]) -> None:
    broken, sound = watch().play("/?world=tiny&seed=666"), watch().play("/?world=tiny")
    broken.get_by_role("button", name="A year").first.click()
    broken.get_by_text("This run broke").wait_for()
    sound.get_by_role("button", name="A year").first.click()
    wait_for_month(sound, 12)
    broken.get_by_label("Seed").fill("2")
    broken.get_by_label("Seed").press("Enter")
    broken.wait_for_function("document.querySelector('.stage').dataset.latest === '0'")
    broken.get_by_role("button", name="A year").first.click()
    wait_for_month(broken, 12)


def test_a_link_that_makes_no_sense_is_told_in_words(watched: Watched) -> None:
    page = watched.open("/?world=../../etc/passwd")
    page.get_by_text("there is no world called ../../etc/passwd").wait_for()


def test_pages_that_have_gone_leave_no_session(watch: Callable[..., Watched]) -> None:
    watched = watch()
    page = watched.play("/?world=tiny")
    page.get_by_role("button", name="Play").click()
    page.context.close()
    watched.server.wait_for_no_session()
