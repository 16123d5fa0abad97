"""Who stays independent: the figure, and the numbers at risk beneath it, from stored tables."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sim.model.record.lives import GROUPINGS, survival_by
from sim.registry.words import GROUP_TITLES
from sim.report.sections.lasting import who_lasts
from sim.report.sections.lives import by_arm, endings
from sim.report.stored import Stored, read_stored
from sim.report.summaries import incidence_over_runs


@pytest.fixture(scope="module")
def stored(study_folder: Path) -> Stored:
    return read_stored(study_folder)


def _with(stored: Stored, organisations: pd.DataFrame) -> Stored:
    return replace(stored, tables={**stored.tables, "organisations": organisations})


def _cells(panel: str) -> dict[str, list[int]]:
    """The numbers of a small table, by the name of the row."""
    rows = re.findall(r"<tr>(.*?)</tr>", panel)
    return {
        re.sub("<[^>]*>", "", row.partition("</th>")[0]): [
            int(cell.replace(",", "")) for cell in re.findall(r"<td>([\d,]+)</td>", row)
        ]
        for row in rows[1:]
    }


def test_beneath_each_panel_stand_the_numbers_at_risk_of_the_stored_tables(stored: Stored) -> None:
    figure = who_lasts(stored)
    people = stored.rows("organisations", "base")
    assert len(figure.panels) == len(GROUPINGS)
    for by, panel in zip(GROUPINGS, figure.panels, strict=True):
        table = survival_by(people, by)
        drawn = table[table["months"].isin((0, 60, 120, 168))].set_index([by, "months"])["at_risk"]
        cells = _cells(str(panel.below))
        assert set(cells) == {GROUP_TITLES[str(group)] for group in table[by].unique()}
        for group in table[by].unique():
            assert cells[GROUP_TITLES[group]] == drawn[group].to_list()


def test_its_words_are_the_shares_after_ten_years(stored: Stored) -> None:
    table = survival_by(stored.rows("organisations", "base"))
    words = who_lasts(stored).in_words
    for share in table[table["months"] == 120]["independent"]:
        assert f"{share:.0%} of" in words


def test_small_firms_are_followed_from_when_they_were_first_seen(stored: Stored) -> None:
    """Their age is made up: with it nearly all of them would be outside the first years."""
    people = stored.tables["organisations"]
    small = people["kind"] == "small"
    older = people.assign(founded_month=people["founded_month"].where(~small, -600))
    stored_so = _with(stored, older)
    assert len(endings(stored_so).panels) == 2
    shares = incidence_over_runs(stored_so, "base", ["small_firm"], 120)
    pd.testing.assert_frame_equal(shares, incidence_over_runs(stored, "base", ["small_firm"], 120))


def test_firms_grown_into_groups_stay_and_firms_in_the_place_of_mutuals_count(
    stored: Stored,
) -> None:
    people = stored.tables["organisations"]
    before = incidence_over_runs(stored, "base", ["small_firm"], 120)
    grown = people.assign(kind="group")
    stored_so = _with(stored, grown)
    pd.testing.assert_frame_equal(
        incidence_over_runs(stored_so, "base", ["small_firm"], 120), before
    )
    assert len(by_arm(stored_so).panels) == len(by_arm(stored).panels)
