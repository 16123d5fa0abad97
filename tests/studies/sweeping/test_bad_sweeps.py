"""Bad input of a sweep: everything at once, nothing run, nothing written; from Python and typed."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.main import app
from sim.errors import EXIT_BAD_INPUT
from sim.studies.sweeping.asked import Stretch, from_script, from_words
from tests.small import SCENARIO
from tests.studies.sweeping.made import LEVEL, MADE, MONTHS, made

MANY = ",".join(map(str, range(6, 241)))
TERM, CODE = "market.contract_months", "policy.two_tier_code"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("values", "says", "told"),
    [
        ({}, {}, "names no parameter to vary"),
        ({"market.mnths": [1]}, {}, "market.mnths: is no parameter; did you mean market.months?"),
        ({"title": ["a"]}, {}, "title: is no parameter"),
        ({MONTHS: []}, {}, "market.months: has no value"),
        ({MONTHS: [36, 36.0]}, {}, "market.months: lists 36 twice"),
        ({MONTHS: [36, 37.5]}, {}, "holds 37.5, which is no whole number"),
        ({MONTHS: [36, 1000]}, {}, "holds 1000, out of bounds"),
        ({MONTHS: ["36"]}, {}, "which is no number"),
        ({MONTHS: [None]}, {}, "holds None, which is no single value"),
        ({MONTHS: [[36, 48]]}, {}, "holds [36, 48], which is no single value"),
        ({MONTHS: (120, 36)}, {}, "has its bounds reversed: 120 to 36; put the lower first"),
        ({MONTHS: (36, 36)}, {}, "has no width"),
        ({MONTHS: ("36", 40)}, {}, "has '36' for a bound, which is no number"),
        ({LEVEL: (0.1, float("nan"))}, {}, "which is no number"),
        ({"market.kills": (0, 1)}, {}, "has a range, and is no number; list values: true or false"),
        ({"market.kills": [0, 1]}, {}, "which is not true or false"),
        ({LEVEL: (0, 0.5)}, {"points": 1_000_000}, "points: is 1,000,000; ask for a whole number"),
        ({LEVEL: (0, 0.5)}, {"points": 0}, "points: is 0"),
        ({LEVEL: [0.1]}, {"seeds": 2.5}, "seeds: is 2.5"),
        ({LEVEL: [0.1]}, {"seeds": True}, "seeds: is True"),
        ({LEVEL: [0.1]}, {"years": 201}, "years: is 201"),
        ({LEVEL: [0.1]}, {"outcomes": ["sty"]}, "sty is no outcome of a whole run; did you mean stay"),
        ({LEVEL: [0.1]}, {"outcomes": []}, "outcomes: names none"),
        ({LEVEL: [0.1]}, {"outcomes": ["stay", "stay"]}, "stay is named twice"),
        ({MONTHS: range(6, 241), LEVEL: np.linspace(0, 1, 99)}, {}, "cross to 23,265 combinations"),
        ({MONTHS: range(6, 16), LEVEL: (0, 1)}, {"points": 90_000}, "make 900,000 worlds"),
        ({MONTHS: range(6, 206)}, {"seeds": 9_999}, "makes 1,999,800 runs, more than 1,000,000"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_remedy(values: Any, says: Any, told: str) -> None:
    with pytest.raises(sim.ExperimentError, match="problem.* in the sweep:") as error:
        made(values, **says)
    assert told in str(error.value)
    assert MADE == []


def test_what_nobody_can_vary_is_refused_in_words() -> None:
    with pytest.raises(sim.ExperimentError) as error:
        sim.sweep(SCENARIO, {"time.years": [1, 2], "scoring.quality_weight": [0.3]})
    assert "time.years: is the length of all runs, not to be varied; say years" in str(error.value)
    assert "scoring.quality_weight: follows from other values" in str(error.value)


def test_everything_is_told_at_once_after_the_plan(folder: Path) -> None:
    words = [f"{TERM}=120..36", f"{CODE}=0..1", "policy.reserved=", f"policy.bundles={MANY}",
             "market.contract_mnths=36", "words", f"{TERM}=1,,2", f"{TERM}=36", "policy.reserved=@",
             "--points", "1000000", "--seeds", "0", "--outcomes", "mutuals_alive"]  # fmt: skip
    done = CliRunner().invoke(app, ["sweep", "tiyn", *words])
    assert done.exit_code == EXIT_BAD_INPUT
    assert f"{TERM}: 120 to 36 months, drawn" in done.stdout
    assert "1,000,000 points x 0 seeds" in done.stdout
    for part in (
        "tiyn", "has its bounds reversed", "has a range, and is no number", "has no value",
        "out of bounds", "did you mean market.contract_months?", "words: says nothing to vary",
        "has an empty place", "is given 2 times", "@ is no value", "points: is 1,000,000",
        "seeds: is 0", "mutuals_alive is no outcome of a whole run; its mean over the run is "
        "mean_mutuals_alive", "more than 100,000",
    ):  # fmt: skip
        assert part in done.stderr, part
    assert list(folder.iterdir()) == []


def test_two_lists_that_cross_to_too_much_are_refused_at_once(folder: Path) -> None:
    words = [f"{TERM}={MANY}", f"market.extension_months={MANY}", "--seeds", "100", "--out", "out"]
    done = CliRunner().invoke(app, ["sweep", SCENARIO, *words])
    assert done.exit_code == EXIT_BAD_INPUT
    assert "55,225 combinations x 100 seeds = 5,522,500 runs" in done.stdout
    assert "more than 10,000; give fewer values, or ranges to draw from" in done.stderr
    assert list(folder.iterdir()) == []


def test_values_are_read_as_they_are_meant() -> None:
    assert from_words(["a=36..120", "b=0,5", "c=-1.5..1e3", "d=true, false", 'e="x",y'])[0] == (
        ("a", Stretch(36, 120)), ("b", (0, 5)), ("c", Stretch(-1.5, 1000.0)),
        ("d", (True, False)), ("e", ("x", "y")),
    )  # fmt: skip
    (pair,) = from_script({"a": np.array([1, 2])})
    assert pair == ("a", (1, 2))
    assert repr(pair[1]) == "(1, 2)"
    assert from_script({"a": (1, 2, 3), "b": "x"}) == (("a", (1, 2, 3)), ("b", ("x",)))
