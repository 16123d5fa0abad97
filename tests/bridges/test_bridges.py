"""The bridges give what the model itself gives, and the documented example runs."""

import re

import numpy as np
import pytest

from sim.bridges.ema import ema_model
from sim.bridges.points import Question, ranged
from sim.bridges.salib import evaluate, salib_problem
from sim.errors import MutualsError
from sim.model.one_run import run
from sim.registry.reading.load import load
from tests.places import ROOT

DOCUMENT = ROOT / "docs/bridges.md"
PATHS = ["market.contract_months", "insourcing.level"]

# The packages' own warnings are not ours to answer.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]


def test_ranges_come_from_the_registry() -> None:
    (months,) = ranged(["market.contract_months"])
    assert months.low < months.default < months.high
    with pytest.raises(MutualsError, match="not parameters: market.monhts"):
        ranged(["market.monhts"])
    with pytest.raises(MutualsError, match="no plausible range to sample from: mechanisms"):
        ranged(["mechanisms.takeovers"])


def test_an_outcome_that_does_not_exist_is_named() -> None:
    with pytest.raises(MutualsError, match="not outcomes: nonsense"):
        Question("tiny", ("nonsense",)).answer({})


def test_a_sample_gives_what_a_run_gives() -> None:
    pytest.importorskip("SALib")
    problem = salib_problem(["market.contract_months"])
    question = Question("tiny", ("top4_end.homes", "leaving_first_holders"), years=1, seeds=(1, 2))
    (row,) = evaluate(problem, np.array([[36.4]]), question)
    world = load("tiny", {"market.contract_months": 36})
    made = [run(world, seed=seed, years=1, detail="study").outcomes for seed in (1, 2)]
    expected = [float(np.mean([one[name] for one in made])) for name in question.outcomes]
    assert row == pytest.approx(expected, nan_ok=True)


def test_the_workbench_gives_what_a_run_gives() -> None:
    workbench = pytest.importorskip("ema_workbench")
    question = Question("tiny", ("top4_end.homes",), years=1)
    model = ema_model(question, levers=["market.contract_months"])
    policy = workbench.Policy("long", **{"market.contract_months": 96})
    _, outcomes = workbench.perform_experiments(model, policies=[policy])
    world = load("tiny", {"market.contract_months": 96})
    expected = run(world, seed=1, years=1, detail="study").outcomes["top4_end.homes"]
    assert outcomes["top4_end.homes"].tolist() == [expected]


@pytest.mark.slow
@pytest.mark.skipif(not DOCUMENT.exists(), reason="not a checkout")
@pytest.mark.parametrize("package", ["ema_workbench", "SALib"])
def test_the_documented_example_runs(package: str) -> None:
    pytest.importorskip(package)
    blocks = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    (block,) = (block for block in blocks if f"from {package}" in block)
    exec(compile(block, str(DOCUMENT), "exec"), {"__name__": "example"})
