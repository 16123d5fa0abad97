"""The command `sweep`: its plan first, then effects; what it leaves; going on."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app

WORDS = ["market.contract_months=36,120", "policy.two_tier_code=true,false", "--seeds", "2"]
SMALL = ["--years", "1", "--workers", "1"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(app, ["sweep", "tiny", *words])


def test_a_sweep_prints_plan_and_effects_and_says_where_its_table_is(folder: Path) -> None:
    asked = ["--outcomes", "mean_mutuals_alive,mean_public_cost,independence_10y"]
    done = call(*WORDS, *asked, *SMALL)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Sweep of tiny, 1 year a run\n  market.contract_months: 36, 120")
    assert "4 combinations x 2 seeds = 8 runs" in done.stdout
    assert "8 runs\n" in done.stderr
    assert "two_tier_code false rather than true" in done.stdout
    assert "contract_months 120 rather than 36: how much more when two_tier" in done.stdout
    assert "Not known, for want of years or of cases: independence_10y." in done.stdout
    (made,) = (folder / "results").iterdir()
    assert f"Table: {(made / 'sweep.csv').relative_to(folder)} (8 rows)" in done.stdout
    table = pd.read_csv(made / "sweep.csv")
    assert list(table)[:3] == ["market.contract_months", "policy.two_tier_code", "seed"]
    assert len(table) == 8
    again = call(*WORDS, *asked, *SMALL)
    assert "8 of them stored already" in again.stderr
    assert list((folder / "results").iterdir()) == [made]


def test_in_eighty_columns_effects_are_records(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = call(*WORDS, "--outcomes", "mean_public_cost", *SMALL, "--out", "out")
    assert done.exit_code == 0, done.output
    assert max(map(len, done.stdout.splitlines())) <= 120
    assert "\neffect    contract_months 120 rather than 36" in done.stdout
    assert (folder / "out/sweep.svg").is_file()
    assert not (folder / "results").exists()


def test_json_is_effects_alone(folder: Path) -> None:
    words = ["market.contract_months=36..120", "--points", "6", "--seeds", "1"]
    done = call(*words, "--outcomes", "mean_public_cost", *SMALL, "--json")
    assert done.exit_code == 0, done.output
    (row,) = json.loads(done.stdout)
    assert row["measure"] == "rank correlation"
    assert row["points"] == 6
    assert row["level"] is None
    assert "Sweep of tiny" in done.stderr


def test_without_outcomes_those_of_a_runs_summary_are_meant(folder: Path) -> None:
    done = call("policy.reserved=0,0.5", "--seeds", "1", *SMALL)
    assert done.exit_code == 0, done.output
    assert "outcomes (those a run's summary has): cohort, independence_10y" in done.stdout
    assert "one seed: no interval" in done.stdout
