"""Replications stop when enough is known, at the same run whoever works on them."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from sim.studies.runs.runner import Interrupted
from sim.studies.store import parts as store
from sim.studies.study import Parts, Study, study
from tests.draws import normal
from tests.studies import fakes

LUCK = normal(0, 0.1, 5000, 11)
EFFECTS = {36: 0.0, 120: 0.25, 60: 0.05}
"""What terms of so many months do to staying, in this fake."""

TEXT = """
[study]
name = "trial"
title = "A trial"
scenario = "england"
years = 1
replications = 8
runs_per_part = 4

[stopping]
look_every = 8
cap = 48

[[arms]]
name = "base"
title = "As it is"
[[arms]]
name = "long"
title = "Long"
set = { "market.months" = 120 }
[[arms]]
name = "middling"
title = "Middling"
set = { "market.months" = 60 }
[[arms]]
name = "aside"
title = "In no claim"
set = { "market.level" = 0.3 }

[[hypotheses]]
id = "clear"
statement = "Long terms help"
outcome = "stay"
comparison = "long minus base"
arms = ["long", "base"]
direction = "at least"
threshold = 0.1

[[hypotheses]]
id = "close"
statement = "Middling terms help as much as that"
outcome = "stay"
comparison = "middling minus base"
arms = ["middling", "base"]
direction = "at least"
threshold = 0.05
"""


def one_run(world: Any, seed: int, years: int, detail: str) -> Any:
    made = fakes.one_run(world, seed, years, detail)
    own = LUCK[seed * 97 % 4999 + world.market.months]
    stay = 0.5 + EFFECTS[world.market.months] + LUCK[seed] + own
    made.outcomes = pd.Series({"stay": stay, "rise.homes": 0.0})
    return made


PARTS = Parts(one_run=one_run, load=fakes.load, catalogue=fakes.CATALOGUE)


def make(tmp_path: Path, out: str, text: str = TEXT, **says: Any) -> Study:
    settings: dict[str, Any] = {"workers": 1, "parts": PARTS} | says
    return study(fakes.write_experiment(tmp_path, text), tmp_path / out, **settings)


def counts(done: Study) -> dict[str, int]:
    return {str(arm): int(n) for arm, n in done.runs.groupby("arm").size().items()}


def test_what_is_clear_stops_early_and_what_is_close_goes_on(tmp_path: Path) -> None:
    done = make(tmp_path, "out")
    verdicts = {one["id"]: one for one in done.verdicts}
    assert verdicts["clear"]["verdict"] == "supported"
    assert verdicts["close"]["verdict"] == "undecided"
    made = counts(done)
    assert made["aside"] == 8
    assert made["long"] < made["middling"] == made["base"] == 48
    assert verdicts["clear"]["runs"] == made["long"]
    assert "every look" in verdicts["clear"]["interval"]
    assert done.manifest["stopping"]["looks"] == 6
    assert {cell["arm"]: cell["replications"] for cell in done.manifest["cells"]} == made


def test_an_interval_narrow_enough_is_an_answer_too(tmp_path: Path) -> None:
    text = TEXT.replace("cap = 48", "cap = 48\ninterval_at_most = { close = 0.3 }")
    done = make(tmp_path, "out", text)
    close: Any = next(one for one in done.verdicts if one["id"] == "close")
    assert close["high"] - close["low"] <= 0.3
    assert 8 < close["runs"] < 48


@pytest.mark.long
def test_equivalence_is_an_answer_too(tmp_path: Path) -> None:
    text = TEXT.replace("threshold = 0.05\n", "threshold = 0.05\nsmallest_effect = 0.15\n")
    close = next(one for one in make(tmp_path, "out", text).verdicts if one["id"] == "close")
    assert close["equivalence"]
    assert close["runs"] < 48


@pytest.mark.long
def test_workers_and_interruptions_change_neither_runs_nor_verdicts(tmp_path: Path) -> None:
    whole = make(tmp_path, "whole")
    assert counts(make(tmp_path, "two", workers=2)) == counts(whole)

    for stop_at in (3, 29, 25, 40):
        calls = 0

        def impatient(*given: Any, **says: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == stop_at:  # noqa: B023
                raise KeyboardInterrupt
            return one_run(*given, **says)

        with pytest.raises(Interrupted):
            make(tmp_path, "cut", parts=Parts(impatient, fakes.load, fakes.CATALOGUE))
    done = make(tmp_path, "cut")
    order = ["setting", "arm", "replication"]
    assert done.runs.sort_values(order).equals(whole.runs.sort_values(order))
    assert done.verdicts == [
        {**one, "text_written": mine["text_written"]}
        for one, mine in zip(whole.verdicts, done.verdicts, strict=True)
    ]
    assert not (tmp_path / "cut/superseded").exists()


def test_a_finished_study_is_judged_again_without_a_run(tmp_path: Path) -> None:
    first = make(tmp_path, "out")
    parts = len(store.part_files(tmp_path / "out", "runs"))

    def never(*_: Any, **__: Any) -> SimpleNamespace:
        message = "nothing was to be run"
        raise AssertionError(message)

    again = make(tmp_path, "out", parts=Parts(never, fakes.load, fakes.CATALOGUE))
    assert again.verdicts == first.verdicts
    assert len(store.part_files(tmp_path / "out", "runs")) == parts


@pytest.mark.long
def test_a_higher_cap_goes_on_from_what_is_there(tmp_path: Path) -> None:
    make(tmp_path, "out", TEXT.replace("cap = 48", "cap = 24"))
    more = make(tmp_path, "out")
    straight = make(tmp_path, "straight")
    assert counts(more) == counts(straight)
    assert [one["low"] for one in more.verdicts] == [one["low"] for one in straight.verdicts]


@pytest.mark.long
def test_pairing_gain_is_reported(tmp_path: Path) -> None:
    for one in make(tmp_path, "out").verdicts:
        # Half of each arm's variance is shared: half of the sum of variances is left.
        assert one["pairing_gain"] == pytest.approx(2, rel=0.6)
