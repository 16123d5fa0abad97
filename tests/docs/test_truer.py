"""The table of which mutuals and who runs what: counts by hand, and an earlier model beside."""

import numpy as np
import pandas as pd
import pytest

import sim
from docs.make.truer import PUBLISHED, Row, as_markdown, endings, mutuals, shares, tenders, told
from sim.model.one_result import Run


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return [sim.run("tiny", seed=seed, years=4, detail="study") for seed in (1, 2)]


def with_organisations(run: Run, organisations: pd.DataFrame) -> Run:
    return Run(run.monthly, organisations, run.events, run.holders, run.outcomes)


def test_mutuals_are_counted_by_service_and_by_what_they_count_as(runs: list[Run]) -> None:
    table = pd.DataFrame(
        {
            "is_spun_out": [True, True, True, False],
            "founded_month": [-5.0, 60.0, 61.0, 0.0],
            "service": ["youth", "youth", "homes", "youth"],
        }
    )
    found = mutuals(with_organisations(runs[0], table))
    assert found[Row("mutuals", "founded by April 2013")] == 1
    assert found[Row("mutuals", "founded by April 2018", "youth")] == 2
    assert found[Row("mutuals", "founded by April 2018", "homes")] == 0
    named = table.assign(counts_as=["staff_led", "customers", "staff_led", ""])
    found = mutuals(with_organisations(runs[0], named))
    assert found[Row("mutuals", "founded by April 2018, staff_led", "youth")] == 1
    assert found[Row("mutuals", "founded by April 2018, customers")] == 1


def test_shares_of_a_service_add_up_to_one(runs: list[Run]) -> None:
    found = shares(runs[0])
    kinds = ("council", "groups", "small firms", "charities", "mutuals")
    for service in ("all", "homes", "youth"):
        parts = [found[Row("share", kind, service, "year 3")] for kind in kinds]
        assert sum(parts) == pytest.approx(1)
        assert min(parts) >= -1e-12
    assert np.isnan(found[Row("share", "council", "homes", "year 7")]), "the run has four years"


def test_what_is_counted_in_tenders_is_what_the_outcomes_say(runs: list[Run]) -> None:
    run, found = runs[0], tenders(runs[0])
    for name, outcome in {
        "bids a tender": "mean_bidders",
        "one bid": "mean_single_bid_share",
        "kept, of those let again": "mean_incumbents_kept_share",
        "kept, of all that ended": "mean_kept_of_ended_share",
    }.items():
        assert found[Row("tenders", name)] == pytest.approx(run.outcomes[outcome])
        homes = run.outcomes[f"{outcome}.homes"]
        assert found[Row("tenders", name, "homes")] == pytest.approx(homes, nan_ok=True)
    older = Run(
        run.monthly.drop(columns="contracts_ended"),
        *(run.organisations, run.events, run.holders, run.outcomes),
    )
    assert Row("tenders", "kept, of all that ended") not in tenders(older)


def test_any_route_of_ending_has_its_row_and_nought_where_nobody_took_it(runs: list[Run]) -> None:
    ends = pd.DataFrame({"cohort": True, "ending": ["", "wound_up", "a new route", "wound_up"]})
    found = endings(with_organisations(runs[0], ends))
    assert found[Row("endings, mutuals a run", "a new route")] == 1
    assert found[Row("endings, mutuals a run", "wound_up")] == 2
    table = told(runs).set_index(["part", "what"])
    routes = table.loc["endings, mutuals a run"]
    cohort = [len(run.organisations[run.organisations["cohort"]]) for run in runs]
    assert routes["mean"].sum() == pytest.approx(np.mean(cohort))


def test_an_earlier_model_stands_beside_and_what_it_alone_had_is_shown(runs: list[Run]) -> None:
    table = told(runs)
    before = table[["part", "what", "service", "when", "mean"]].copy()
    before.loc[before["what"] == "bids a tender", "mean"] = 9.87
    extra = {"part": "verdicts", "what": "gone", "service": "all", "when": "", "mean": 0.5}
    before = pd.concat([before, pd.DataFrame([extra])], ignore_index=True)
    text = as_markdown(table, "a test", before)
    (line,) = (line for line in text.splitlines() if line.startswith("| bids a tender | all |"))
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    mean = table.loc[(table["what"] == "bids a tender") & (table["service"] == "all"), "mean"]
    assert cells[3] == "9.87"
    assert cells[4].startswith(f"{mean.item():.3g} (")
    assert cells[5] == "under 3 to 6.4 (E76)"
    assert "| gone | all |  | 0.5 |  |  |" in text
    assert "before" not in as_markdown(table, "a test")


def test_every_published_figure_has_a_row() -> None:
    runs = [sim.run("tiny", seed=1, years=8, detail="study")]
    table = told(runs)
    rows = {Row(*line) for line in table[list(Row.__annotations__)].itertuples(index=False)}
    assert set(PUBLISHED) <= rows
