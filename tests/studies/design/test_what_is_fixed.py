"""What names a run, what is written down before the first, and what goes when runs are replaced."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.registry.councils import table_digest
from sim.registry.provenance import world_hash
from sim.registry.reading.load import load
from sim.registry.shipped import shipped_folder
from sim.studies.design.plan import make_plan
from sim.studies.judging.estimates import estimate_all
from sim.studies.judging.looks import is_settled
from sim.studies.judging.verdicts import judge_one
from sim.studies.question.experiment import Experiment
from sim.studies.question.read import parse_experiment
from sim.studies.question.sections import Stopping
from sim.studies.store.wording import as_asked
from sim.studies.study import Parts, study
from tests.draws import normal
from tests.studies import fakes
from tests.studies.claims import claim

PARTS = Parts(one_run=fakes.one_run, load=fakes.load, catalogue=fakes.CATALOGUE)


def test_a_world_is_named_by_what_its_table_of_councils_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = shipped_folder("scenarios") / "data" / "england_councils.csv"
    monkeypatch.chdir(tmp_path)
    before, digest = world_hash(load("tiny")), table_digest("england_councils.csv")
    own = tmp_path / "england_councils.csv"
    own.write_bytes(shipped.read_bytes())
    assert (world_hash(load("tiny")), table_digest(own.name)) == (before, digest)
    *lines, last = shipped.read_text(encoding="utf-8").splitlines()
    people = next(part for part in last.split(",") if part.isdigit() and int(part) > 1000)
    counted = last.replace(f",{people},", f",{int(people) + 1},", 1)
    own.write_text("\n".join([*lines, counted]) + "\n", encoding="utf-8")
    assert table_digest(own.name) != digest
    assert world_hash(load("tiny")) != before
    assert table_digest("no_such_table.csv") == ""


def test_runs_that_keep_other_series_are_other_runs(tmp_path: Path) -> None:
    def ids(text: str) -> set[str]:
        experiment = parse_experiment(text, "trial.toml", {"stay", "rise.homes"})
        return {job.run_id for job in make_plan(experiment, "trial.toml", fakes.load).jobs}

    assert "replications" in fakes.EXPERIMENT
    monthly = fakes.EXPERIMENT.replace("replications", 'series = "month"\nreplications', 1)
    assert not ids(fakes.EXPERIMENT) & ids(monthly)


def test_what_decides_a_verdict_is_noted_with_theclaim() -> None:
    text = fakes.EXPERIMENT.replace("[study]", "[stopping]\nlook_every = 4\ncap = 20\n[study]", 1)
    other = text.replace("cap = 20", "cap = 40")
    plain, one, two = (
        parse_experiment(each, "trial.toml", {"stay", "rise.homes"})
        for each in (fakes.EXPERIMENT, text, other)
    )
    asked = [as_asked(each, each.hypotheses[0]) for each in (plain, one, two)]
    assert asked[0] == plain.hypotheses[0].model_dump(mode="json")
    assert asked[1] != asked[2]
    assert {**asked[1], "stopping": 0} == {**asked[2], "stopping": 0}


def test_verdicts_go_when_their_runs_are_replaced(tmp_path: Path) -> None:
    file, out = fakes.write_experiment(tmp_path), tmp_path / "out"
    study(file, out, workers=1, parts=PARTS)
    made = (out / "verdict.json").read_bytes()
    study(file, out, workers=1, parts=PARTS)
    assert (out / "verdict.json").read_bytes() == made

    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    manifest["model_version"] = "another"
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    def never(*given: object, **said: object) -> object:
        raise KeyboardInterrupt

    for path in (out / "runs").glob("*.parquet"):
        path.unlink()
    with pytest.raises(KeyboardInterrupt):
        study(file, out, workers=1, parts=Parts(never, fakes.load, fakes.CATALOGUE))
    assert not (out / "verdict.json").exists()
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["state"] == "running"


def _runs(**outcomes: object) -> pd.DataFrame:
    table = pd.DataFrame(outcomes)
    return table.assign(setting="base", arm="base", replication=np.arange(1, len(table) + 1))


STOPPING = Stopping(look_every=4, cap=40)


def test_a_number_without_spread_settles_nothing() -> None:
    spread, still = [0.8, 0.9, 0.85, 0.95] * 4, [0.9] * 16
    both = claim(outcome=["x", "y"])
    found = judge_one(both, "base", _runs(x=spread, y=still))
    assert found.verdict == "undecided"
    assert not is_settled(both, found, STOPPING)
    assert is_settled(both, judge_one(both, "base", _runs(x=spread, y=spread)), STOPPING)
    fails = judge_one(both, "base", _runs(x=[value - 0.8 for value in spread], y=still))
    assert fails.verdict == "refuted"
    assert is_settled(both, fails, STOPPING)


def test_of_too_few_services_a_claim_is_not_judged() -> None:
    asked = claim(
        outcome="end.{service}",
        services=["youth", "homes", "fostering"],
        only_where_below={"start.{service}": 0.5},
        combine="at least 2 (Holm)",
    )
    high = [0.8, 0.9, 0.85, 0.95]
    starts = {"start.youth": [0.1] * 4, "start.homes": [0.9] * 4, "start.fostering": [0.9] * 4}
    ends = {f"end.{service}": high for service in asked.services}
    found = judge_one(asked, "base", _runs(**starts, **ends))
    assert found.verdict == "undecided"
    assert "only 1 of the 2" in found.reason


def test_estimates_of_a_study_that_stops_by_itself_hold_at_any_look() -> None:
    text = fakes.EXPERIMENT + (
        '\n[[estimates]]\nbeside = "H1"\nstatement = "How many stay"\noutcome = "stay"\n'
        'comparison = "level"\narms = ["base"]\n'
    )
    fixed = parse_experiment(text, "trial.toml", {"stay", "rise.homes"})
    looks = text.replace("[study]", "[stopping]\nlook_every = 4\ncap = 20\n[study]", 1)
    stops = parse_experiment(looks, "trial.toml", {"stay", "rise.homes"})
    runs = _runs(stay=list(normal(0.5, 0.1, 20, 3)), **{"rise.homes": [0.0] * 20})

    def width(experiment: Experiment) -> float:
        figure = next(
            one for one in estimate_all(experiment, runs) if one.statement == "How many stay"
        )
        return figure.high - figure.low

    assert width(stops) > 1.2 * width(fixed)
