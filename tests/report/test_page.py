import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

import sim.report
from sim.errors import ResultError
from sim.report.page import POLICY, page_text
from sim.report.sections.lives import by_arm
from sim.report.sections.takeovers import takeover_fates
from sim.report.stored import read_stored
from tests.report.synthetic import MISCHIEF, Shape, write_study
from tests.report.synthetic_verdicts import CLAIMS
from tests.sealed import sealed

SECTIONS = (
    "answer",
    "verdicts",
    "holders-over-time",
    "concentration",
    "endings",
    "who-lasts",
    "independence-by-arm",
    "takeover-fates",
    "leaving-and-reward-gap",
    "map",
    "assumptions",
    "manifest",
)
FIGURES = (
    "verdicts",
    "holders_over_time",
    "concentration",
    "endings",
    "who_lasts",
    "independence_by_arm",
    "takeover_fates",
    "leaving_and_reward_gap",
    "map_of_holders",
)
MOST_BYTES = 3_000_000
WITHOUT_END = {"meta", "br", "hr", "link"}


class Outline(HTMLParser):
    """Ids, tags and text of a page, and whether its tags close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.unbalanced: list[str] = []

    @property
    def sections(self) -> tuple[str, ...]:
        """Ids of the page's own sections, not those inside drawings."""
        return tuple(name for name in self.ids if not re.search(r"-\d+$", name))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what opens."""
        self.tags.add(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in WITHOUT_END:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note what closes."""
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what stands alone."""
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        """Gather text."""
        self.text += data


def outline(page: str) -> Outline:
    found = Outline()
    found.feed(page)
    return found


def change(folder: Path, kind: str, columns: dict[str, float]) -> None:
    path = folder / kind / "part-000000000000.parquet"
    pd.read_parquet(path).assign(**columns).to_parquet(path, index=False)
    sealed(folder)


def test_every_section_stands_once_and_in_order(page: str) -> None:
    assert outline(page).sections == SECTIONS
    assert len(set(outline(page).ids)) == len(outline(page).ids)


def test_tags_close_in_order(page: str) -> None:
    found = outline(page)
    assert found.unbalanced == []
    assert found.open == []


def test_the_page_asks_nobody_for_anything(page: str) -> None:
    assert "http:" not in page
    assert "https:" not in page
    assert not re.search(r"\b(src|srcset|xlink:href|action)=", page)
    assert all(link.startswith("#") for link in re.findall(r'href="([^"]*)"', page))
    assert "@import" not in page
    assert "url(" not in page.replace("url(#", "")
    assert POLICY.startswith("default-src 'none'")
    assert POLICY.replace("'", "&#39;") in page


def test_text_from_results_is_text_never_markup(page: str) -> None:
    assert "script" not in outline(page).tags
    assert "<script" not in page.lower()
    assert "&lt;script&gt;" in page


def test_mischief_in_titles_and_claims_is_text_too(tmp_path: Path, councils: pd.DataFrame) -> None:
    folder = write_study(tmp_path / "s", councils, Shape(arms=("base",), replications=2))
    for name in ("manifest.json", "verdict.json"):
        text = (folder / name).read_text()
        for harmless in ("Webb’s concern", "Insourcing", "Most mutuals", "Do public"):
            escaped = harmless.replace("’", "\\u2019")
            text = text.replace(escaped, MISCHIEF)
        (folder / name).write_text(text)
    sealed(folder)
    made = page_text(folder)
    assert "<script" not in made.lower()
    assert made.count("&lt;script&gt;") > len(CLAIMS)


def test_one_file_small_enough_to_send(study_folder: Path) -> None:
    assert (study_folder / "report.html").stat().st_size < MOST_BYTES


@pytest.mark.parametrize("name", FIGURES)
def test_each_figure_is_kept_as_svg_and_png(study_folder: Path, name: str) -> None:
    drawing = (study_folder / "figures" / f"{name}.svg").read_text(encoding="utf-8")
    assert drawing.startswith("<svg")
    assert "var(--" not in drawing
    assert (study_folder / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_verdicts_are_told_with_interval_threshold_and_runs(page: str) -> None:
    text = outline(page).text
    assert "Of ten claims, five are supported, four refuted and one undecided." in text
    assert "Most mutuals do not stay independent for ten years" in text
    assert "39% to 43%" in text
    assert "at most 50%" in text
    assert "n = 3 runs" in text
    assert "intervals are over luck only" in text
    for setting in ("Insourcing as listed (0.25)", "Little insourcing (0.1)", "High insourcing"):
        assert setting in text


@pytest.fixture(scope="module")
def of_person(tmp_path_factory: pytest.TempPathFactory, councils: pd.DataFrame) -> str:
    """The page of a study that puts what a person said."""
    shape = Shape(arms=("base",), replications=3, of_person=True)
    folder = write_study(tmp_path_factory.mktemp("person") / "webb", councils, shape)
    return page_text(folder)


def test_of_what_a_person_said_nothing_is_called_refuted(of_person: str, page: str) -> None:
    body = of_person.split("</style>")[1].lower()
    assert "refute" in page.split("</style>")[1].lower()
    assert "refute" not in body
    assert not re.search(r">[^<]*(supported|undecided)", body)
    text = outline(of_person).text
    assert "Does not follow at the listed assumptions" in text
    assert "(market.insourcing_level), all else at the listed assumptions" in text


def test_before_any_number_it_says_where_the_verdicts_hold(of_person: str, page: str) -> None:
    said = (
        "Verdicts are at the listed assumptions; H1a turns with contract length; a verdict over "
        "plausible worlds is to come."
    )
    text = outline(of_person).text
    assert text.count(said) == 1
    heading = text[text.index("simulation results") : text.index(said)]
    assert not re.search(r"\d", heading)
    assert said not in outline(page).text


def test_a_persons_claims_are_counted_up_in_their_words(of_person: str) -> None:
    text = outline(of_person).text
    found = re.search(r"Of ten claims, ([^.]*), at the listed assumptions\.", text)
    assert found is not None
    assert "do not follow" in found.group(1)
    assert "hang" in found.group(1)


def test_each_figure_has_words_a_table_and_a_name_for_screen_readers(page: str) -> None:
    assert page.count("In words: ") == 9
    assert page.count("<details") >= 7
    drawings = re.findall(r"<svg [^>]*>", page)
    assert drawings
    assert all('role="img"' in d and re.search(r'aria-label="[^"]+"', d) for d in drawings)


def test_a_quick_trial_says_its_verdicts_mean_nothing(
    tmp_path: Path, councils: pd.DataFrame, page: str
) -> None:
    assert "mean nothing." not in page
    shape = Shape(arms=("base",), replications=2, quick=True)
    made = page_text(write_study(tmp_path / "quick", councils, shape))
    assert "these verdicts mean nothing" in made


def test_one_run_has_every_section_and_says_it_has_no_bands(one_run: Path) -> None:
    (one_run / "verdict.json").unlink()
    sealed(one_run)
    found = outline(page_text(one_run))
    assert found.sections == SECTIONS
    assert "This is one run" in found.text
    assert "One run, so there is no band." in found.text
    assert "Not in this folder: 3-year contracts" in found.text


@pytest.mark.long
@pytest.mark.parametrize(
    "columns",
    [
        {"top4_share": float("nan"), "share_group": float("nan")},
        {"top4_share_frozen": float("nan"), "top4_share_drift": float("nan")},
        {"takeover_looks": 0.0, "leaving_new_staff": float("nan")},
        {"reward_gap": float("nan"), "mutuals_alive": float("nan")},
    ],
)
def test_columns_without_values_cost_a_sentence_not_a_section(
    one_run: Path, columns: dict[str, float]
) -> None:
    change(one_run, "series", columns)
    found = outline(sim.report.build(one_run).read_text(encoding="utf-8"))
    assert found.sections == SECTIONS
    assert "nan" not in re.findall(r"[a-z]+", found.text)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["series", "organisations", "holders"])
def test_a_missing_table_costs_a_sentence_not_a_section(one_run: Path, kind: str) -> None:
    (one_run / kind / "part-000000000000.parquet").unlink()
    sealed(one_run)
    found = outline(sim.report.build(one_run).read_text(encoding="utf-8"))
    assert found.sections == SECTIONS
    assert "This folder does not hold what this figure needs" in found.text


def test_a_folder_without_results_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="holds no manifest"):
        sim.report.build(tmp_path)


@pytest.mark.long
def test_building_twice_gives_the_same_page(one_run: Path) -> None:
    first = sim.report.build(one_run).read_bytes()
    assert sim.report.build(one_run).read_bytes() == first
    assert not list(one_run.glob("*.tmp"))
    assert not list(one_run.glob(".*tmp"))


def test_what_is_drawn_together_and_what_it_is_called_is_the_authors(
    tmp_path: Path, councils: pd.DataFrame
) -> None:
    """An arm that is called `worst` has the title its author gave it, here and in any study."""
    write_study(tmp_path, councils, Shape(replications=4, short={"worst": "Everything at once"}))
    stored = read_stored(tmp_path)
    assert stored.arm_title("worst") == "Everything at once"
    assert stored.arm_title("terms_3") == "Terms 3"
    figure = by_arm(stored)
    assert [style.label for style in figure.key] == [
        "Base", "Terms 3", "Terms 10", "Everything at once", "Protected",
    ]  # fmt: skip
    assert [panel.title for panel in figure.panels] == ["Length of contract", "Two ends"]
    assert takeover_fates(stored).arms == ["base", "worst", "protected"]
