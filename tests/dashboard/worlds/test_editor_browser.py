"""The scenario editor in a real Chromium."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect

from sim.studies.catalogue import check_text
from tests.dashboard.conftest import Watched
from tests.dashboard.desks import MARKUP

MONTHS = '[id="value-market.contract_months"]'
GRAVE = {"serious", "critical"}


def at_editor(watched: Watched, query: str = "") -> Page:
    page = watched.open(f"/scenarios{query}")
    page.wait_for_selector(MONTHS)
    expect(page.locator(".findings")).not_to_be_empty()
    return page


def test_form_and_text_are_in_step(watch: Callable[..., Watched]) -> None:
    page = at_editor(watch())
    page.fill(MONTHS, "120")
    page.keyboard.press("Tab")
    expect(page.locator("#text")).to_have_value(
        '# What differs from the world it extends, and nothing else.\nextends = "england"\n'
        'title = "My world"\ndescription = "What this world is for."\n\n'
        "[market]\ncontract_months = 120\n"
    )
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused in ("Reset market.contract_months", None)
    page.fill("#text", 'extends = "tiny"\ntitle = "Small"\n[market]\ncontract_months = 24 # why\n')
    expect(page.locator(MONTHS)).to_have_value("24")
    expect(page.locator("#value-title")).to_have_value("Small")
    expect(page.locator("#value-extends")).to_have_value("tiny")
    page.get_by_role("button", name="Reset market.contract_months").click()
    expect(page.locator(MONTHS)).to_have_value("")
    expect(page.locator("#text")).to_have_value('extends = "tiny"\ntitle = "Small"\n')


@pytest.mark.slow
def test_nothing_typed_is_lost_while_the_page_answers(watch: Callable[..., Watched]) -> None:
    page = at_editor(watch())
    page.fill("#text", "")
    typed = 'extends = "tiny"\n[market]\ncontract_months = 36\nextension_months = 12\n'
    page.locator("#text").press_sequentially(typed, delay=25)
    expect(page.locator(MONTHS)).to_have_value("36")
    expect(page.locator("#text")).to_have_value(typed)


def test_problems_are_told_as_typed_in_the_words_of_check(
    watch: Callable[..., Watched], desk_folder: Path
) -> None:
    page = at_editor(watch())
    text = 'extends = "tiny"\n[market]\ncontract_month = 3\ntesting_rate = -1\n'
    page.fill("#text", text)
    told = check_text(text, desk_folder / "my_scenarios" / "my_world.toml")
    assert len(told) == 2
    for problem in told:
        words = f"{problem.address}{problem.message}; {problem.remedy}"
        expect(page.locator(".findings li", has_text=problem.message)).to_contain_text(words)
    page.get_by_role("button", name="Line 4").click()
    page.wait_for_function("document.activeElement.id === 'text'")
    chosen = "document.getElementById('text')"
    start = page.evaluate(f"{chosen}.selectionStart")
    assert text[start:].startswith("testing_rate")
    expect(page.get_by_role("button", name="Open in the live view")).to_be_hidden()


def test_a_scenario_is_saved_opened_again_and_watched(
    watch: Callable[..., Watched], desk_folder: Path
) -> None:
    page = at_editor(watch())
    text = f'extends = "tiny"\ntitle = "{MARKUP}"\n[market]\ncontract_months = 24\n'
    page.fill("#text", text)
    expect(page.locator(MONTHS)).to_have_value("24")
    for name, said in (("tiny", "shipped scenario"), ("../x", "cannot name a file")):
        page.fill("#name", name)
        page.click("#save")
        expect(page.locator(".notice")).to_contain_text(said)
    page.fill("#name", "my_first")
    page.click("#save")
    expect(page.locator(".notice")).to_contain_text("Saved as my_scenarios/my_first.toml")
    assert (desk_folder / "my_scenarios" / "my_first.toml").read_text(encoding="utf-8") == text
    again = at_editor(Watched(page, watch().server), "?open=my_first")
    expect(again.locator("#text")).to_have_value(text)
    expect(again.locator("#value-title")).to_have_value(MARKUP)
    with page.context.expect_page() as opened:
        again.click("#live")
    live = opened.value
    live.wait_for_selector(".stage[data-month]")
    assert "market.contract_months%3D24" in live.url
    assert page.evaluate("window.planted") is None


def test_an_unsaved_draft_is_not_lost_without_asking(watch: Callable[..., Watched]) -> None:
    page = at_editor(watch())
    page.fill(MONTHS, "24")
    page.keyboard.press("Tab")
    page.wait_for_function("window.onbeforeunload !== null")
    page.fill("#name", "kept")
    page.click("#save")
    page.wait_for_function("window.onbeforeunload === null")


def test_a_file_is_read_as_text_and_a_large_one_is_not(watch: Callable[..., Watched]) -> None:
    page = at_editor(watch())
    text = f"# {MARKUP}\nextends = 'tiny'\n"
    given = FilePayload(name="x.toml", mimeType="text/plain", buffer=text.encode())
    page.set_input_files("#file", files=[given])
    expect(page.locator("#text")).to_have_value(text)
    given = FilePayload(name="x.toml", mimeType="text/plain", buffer=b"#" * 300_000)
    page.set_input_files("#file", files=[given])
    expect(page.locator(".notice")).to_contain_text("larger than")
    expect(page.locator("#text")).to_have_value(text)
    assert page.evaluate("window.planted") is None


@pytest.mark.slow
def test_the_keyboard_alone_writes_and_saves_a_scenario(
    watch: Callable[..., Watched], desk_folder: Path
) -> None:
    page = at_editor(watch())

    def tab_to(identity: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == identity:
                return
        pytest.fail(f"Tab never comes to {identity}")

    tab_to("name")
    page.keyboard.press("Control+A")
    page.keyboard.type("by_keys")
    tab_to("value-market.contract_months")
    page.keyboard.type("96")
    page.keyboard.press("Tab")
    expect(page.locator("#text")).to_have_value(re.compile("contract_months = 96"))
    tab_to("save")
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("Saved")
    path = desk_folder / "my_scenarios" / "by_keys.toml"
    assert "contract_months = 96" in path.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("light", ["light", "dark"])
def test_nobody_is_shut_out_of_the_editor(watch: Callable[..., Watched], light: str) -> None:
    page = at_editor(watch(viewport={"width": 1400, "height": 1000}, color_scheme=light))
    page.fill("#text", 'extends = "tiny"\n[market]\ncontract_months = "x"\n')
    expect(page.locator(MONTHS)).to_have_attribute("aria-invalid", "true")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in GRAVE] == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [400, 700])
def test_nothing_of_the_editor_is_cut_off(watch: Callable[..., Watched], width: int) -> None:
    """700 pixels is a screen of 1400 at 200% zoom."""
    page = at_editor(watch(viewport={"width": width, "height": 800}))
    page.fill("#text", 'extends = "' + "x" * 200 + '"\n')
    expect(page.locator(".findings li")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
