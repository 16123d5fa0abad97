"""The page of patterns: real outcomes and evidence, tests that can be met and missed, pictures."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

import sim
from docs.make.patterns import bodies, supply
from docs.make.patterns.catalogue import PATTERNS
from docs.make.patterns.figures import FIGURES
from docs.make.patterns.page import as_text
from docs.make.patterns.paths import PICTURES, alt_text
from docs.make.patterns.pictures import file_name, svg_of
from docs.make.patterns.published import (
    COUNCIL_HOMES,
    MUTUALS,
    NUMBER_HOMES,
    START,
    TOP10_HOMES,
    YOUTH_COST,
)
from docs.make.patterns.seen import (
    ARMS,
    BASE,
    RESERVED,
    SERIES,
    SURETY,
    Measured,
    measure,
    numbers_of,
    paths_of,
)
from docs.make.patterns.told import Check, Runs, far, holds, within
from sim.model.record.catalogue import SERIES as ALL_SERIES
from sim.model.record.catalogue import end_names
from sim.registry.evidence import evidence
from tests.places import ROOT

SHARED = (1, 2, 5, 6, 7, 10, 12, 14, 15, 17, 18, 19, 20)
"""The patterns that a credible model should reproduce, by their numbers."""
MEASURES = re.compile(r"-?[\d.e+-]+ \(-?[\d.e+-]+ to -?[\d.e+-]+\)|nan \(nan to nan\)")


@pytest.fixture(scope="module")
def runs() -> Runs:
    return measure(sim.load("tiny"), 3, (1, 2))


def made(paths: dict[str, list[float]], numbers: dict[str, float]) -> Measured:
    """What one made-up seed shows."""
    return Measured(
        {name: np.array([values]) for name, values in paths.items()},
        {name: np.array([value]) for name, value in numbers.items()},
    )


def met(checks: list[Check]) -> list[bool | None]:
    return [check.is_met for check in checks]


def test_all_thirteen_shared_patterns_are_there_with_evidence_outcomes_and_pictures() -> None:
    assert tuple(pattern.number for pattern in PATTERNS) == SHARED
    series = {one.name for one in ALL_SERIES}
    assert {name for _, name in SERIES.values()} <= series
    assert {figure.outcome for figure in FIGURES} <= set(end_names())
    for named in (*PATTERNS, *FIGURES):
        assert set(named.evidence.split()) <= set(evidence()), named
    asked_for = [name for pattern in PATTERNS for name in pattern.pictures]
    assert sorted(asked_for) == sorted(PICTURES)


def test_published_points_are_those_of_the_evidence() -> None:
    assert "26% (2013) to 20% (2017)" in evidence()["E9"].value
    assert (COUNCIL_HOMES[0].value, COUNCIL_HOMES[2].value) == (0.26, 0.20)
    assert "2,304 (418 council) in 2019" in evidence()["E12"].value
    assert COUNCIL_HOMES[4] == (2019, 418 / 2304)
    for key, year in (("E5", 2022), ("E6", 2023), ("E7", 2024)):
        (share,) = (value for at, value in TOP10_HOMES if at == year)
        assert f"top 10: {share:.0%}" in evidence()[key].value
    assert "4,009 homes" in evidence()["E17"].value
    assert NUMBER_HOMES[-1] == (2025, 4009 / 2071)
    assert MUTUALS[-1] == (2018, 115 / 66)
    assert "-74% real" in evidence()["E87"].value
    assert 1 - (YOUTH_COST[1].value / YOUTH_COST[0].value) ** (10 / 7) == pytest.approx(
        0.74, abs=5e-3
    )


def test_paths_are_what_stands_every_april() -> None:
    run = sim.run("tiny", seed=1, years=2, detail="study")
    found = paths_of(run.monthly)
    for year in range(3):
        rows = run.monthly[run.monthly["month"] == 12 * year].set_index("service")
        assert found["council_homes"][year] == rows.loc["homes", "share_in_house"]
        assert found["mutuals"][year] == rows.loc["all", "mutuals_alive"]
        parts = ("share_in_house", "share_mutual", "share_private")
        rest = 1 - sum(rows.loc["homes", part] for part in parts)
        assert found["voluntary_homes"][year] == pytest.approx(rest), "what is left is voluntary"


def test_a_mean_leaves_out_what_no_seed_knows() -> None:
    both = Measured(
        {"mutuals": np.array([[1.0, 3.0], [3.0, np.nan]])}, {"x": np.array([2.0, np.nan])}
    )
    assert both.path("mutuals").tolist() == [2.0, 3.0]
    assert both.number("x") == 2.0
    assert np.isnan(both.at("mutuals", 2))


def test_first_renewals_and_competitions_are_read_off_the_log() -> None:
    run = sim.run("tiny", seed=1, years=1)
    mutuals = pd.DataFrame(
        {"organisation": ["a", "b"], "founded_month": [0.0, 10.0], "last_month": [150.0, 90.0]}
    ).assign(is_spun_out=True, cohort=True, ending=["", "insolvent"])
    lines = [
        ("award", 2, "c", "a", "cheaper"),  # its own race: no renewal
        ("extension", 44, "a", "", ""),
        ("award", 70, "a", "a", "reserved for mutuals; the only bid"),
        ("award", 100, "c", "a", "cheaper"),
        ("award", 58, "c", "b", "cheaper"),
        ("award", 50, "b", "", "cheaper"),
    ]
    columns = ["kind", "month", "organisation", "other", "because"]
    events = pd.DataFrame(lines, columns=columns).assign(price=2e6)
    found = numbers_of(
        sim.model.one_result.Run(run.monthly, mutuals, events, run.holders, run.outcomes)
    )
    assert found["first_renewal"] == np.median([44, 48])
    assert found["renewed_in_wave"] == 1
    assert found["open_by_5"] == 0.5, "b at 48 months; a first at 100"
    assert found["open_by_10"] == 1, "b did not last ten years"
    assert found["large_awards"] == 1, "b won a lot of others"
    assert found["insolvent_of_endings"] == 1


def test_a_test_is_met_missed_or_untold() -> None:
    assert within("", 0.2, 0.1, 0.2).is_met is True
    assert within("", 0.3, 0.1, 0.2).is_met is False
    assert within("", float("nan"), 0.1).is_met is None
    assert holds("", 1.0, float("nan"), so=True).is_met is None
    assert holds("", 1.0, so=False).is_met is False


def test_a_fall_then_a_turn_is_met_and_a_steady_rise_is_missed() -> None:
    published = {int(year) - START: value for year, value in COUNCIL_HOMES}
    near = np.interp(range(16), list(published), list(published.values()))
    turn = [10.0] * 11 + [10.5, 11.0, 11.5, 12.0, 12.5]
    good: dict[str, list[float]] = {"council_homes": near.tolist(), "council_people_homes": turn}
    assert met(supply.council_homes({BASE: made(good, {})})) == [True, True, True]
    rising = (0.2 + 0.02 * np.arange(16)).tolist()
    bad: dict[str, list[float]] = {"council_homes": rising, "council_people_homes": [10.0] * 16}
    assert met(supply.council_homes({BASE: made(bad, {})})) == [False, False, False]
    short = {name: values[:5] for name, values in good.items()}
    assert met(supply.council_homes({BASE: made(short, {})})) == [None, None, None]
    assert far(made(good, {}), "council_homes", COUNCIL_HOMES) == pytest.approx(0)


def test_a_gradient_of_margins_is_met_where_groups_earn_most_in_every_year() -> None:
    flat = {"margin_group": [0.2] * 16, "margin_small": [0.03] * 16, "margin_mutual": [0.01] * 16}
    assert met(bodies.margins({BASE: made(flat, {})})) == [True] * 4
    crossed = flat | {"margin_small": [0.03] * 10 + [0.25] * 6}
    assert met(bodies.margins({BASE: made(crossed, {})})) == [False, True, False, True]


def test_arms_are_set_beside_the_base() -> None:
    def arm(**numbers: float) -> Measured:
        return made({}, numbers)

    bids = {"large_bids": 50.0}
    shut = {BASE: arm(large_awards=20.0, **bids), SURETY: arm(large_awards=1.0, **bids)}
    assert met(supply.surety(shut)) == [True]
    assert met(supply.surety({**shut, SURETY: shut[BASE]})) == [False]
    late = {BASE: arm(open_by_5=0.4, open_by_10=0.8), RESERVED: arm(open_by_5=0.0, open_by_10=0.7)}
    assert met(supply.reserved(late)) == [True, True]
    never = {**late, RESERVED: arm(open_by_5=0.0, open_by_10=0.1)}
    assert met(supply.reserved(never)) == [True, False]


def test_every_arm_is_played_and_every_pattern_is_told(runs: Runs) -> None:
    assert set(runs) == set(ARMS)
    for pattern in PATTERNS:
        checks = pattern.checks(runs)
        assert len(checks) == len(pattern.asked), pattern.title
        assert all(check.shown for check in checks)
    assert runs[BASE].paths["mutuals"].shape == (2, 4)


def test_the_page_says_each_test_its_result_and_why_it_is_missed(runs: Runs) -> None:
    text = as_text(runs, "a test", "0123456789ab")
    assert "model 0123456789ab" in text
    page = (ROOT / "docs" / "patterns.md").read_text(encoding="utf-8")
    for pattern in PATTERNS:
        (own,) = re.findall(rf"^## {pattern.number} .*?(?=^## |\Z)", text, re.M | re.S)
        missed = any(check.is_met is False for check in pattern.checks(runs))
        assert (pattern.cause in own) == missed
        assert all(f"| {asked} | " in own for asked in pattern.asked)
        assert f"## {pattern.number} {pattern.title}\n" in page
    for figure in FIGURES:
        (row,) = re.findall(rf"^\| {re.escape(figure.name)} \|.*$", page, re.M)
        assert MEASURES.fullmatch(row.split(" | ")[4]), row


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_whole_and_its_words_have_its_numbers(name: str, runs: Runs) -> None:
    picture = PICTURES[name]
    drawing = ET.fromstring(svg_of(picture, runs[BASE]))
    words = " ".join(drawing.itertext())
    assert picture.title in words
    width = float(drawing.attrib["width"])
    assert width <= 360, "it fills a narrow page without shrinking its text"
    for line in picture.lines:
        assert line.label in words, "a key that is cut off tells nothing"
        assert line.published in words
        said = alt_text(picture, runs[BASE])
        assert f"{line.label}: " in said
        assert all(f"in {year:.0f}" in said for year, _ in line.points)
    assert (ROOT / "docs" / "pictures" / file_name(name)).exists()
    page = (ROOT / "docs" / "patterns.md").read_text(encoding="utf-8")
    assert re.search(rf"!\[{re.escape(picture.title)}\. .+\]\(pictures/{file_name(name)}\)", page)
