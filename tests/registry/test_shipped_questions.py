"""The shipped studies give one question one answer, and ask for enough runs to have one."""

from collections import defaultdict
from pathlib import Path

from sim.registry.shipped import CHECKOUT
from sim.studies.design.plan import Cell, cells_of
from sim.studies.judging.verdicts import judged
from sim.studies.question.experiment import Claim, Hypothesis
from sim.studies.question.read import read_experiment

FEWEST = 11
"""Runs below which no number that has no bounds can be judged (sim/statistics/bounded.py)."""
Asked = tuple[Path, Hypothesis, str, list[Cell], Claim]


def every_question() -> list[Asked]:
    found: list[Asked] = []
    folder = CHECKOUT / "experiments"
    for path in sorted([*folder.glob("*.toml"), *folder.glob("claims/*.toml")]):
        experiment = read_experiment(path)
        if experiment.design:
            continue
        written, cells = cells_of(experiment, str(path))
        places = {(cell.setting, cell.arm): cell for cell in cells}
        for hypothesis, setting in judged(written.experiment):
            own = [places[setting, arm] for arm in hypothesis.arms]
            for service in hypothesis.services or ("",):
                asked = hypothesis.claims(service)
                found += [(path, hypothesis, setting, own, claim) for claim in asked]
    return found


def test_a_question_asked_twice_is_answered_by_the_same_runs() -> None:
    answers = defaultdict(list)
    for path, hypothesis, setting, cells, claim in every_question():
        worlds = tuple(cell.world_hash for cell in cells)
        how = hypothesis.difference is None or tuple(hypothesis.arms).index(
            hypothesis.difference[0]
        )
        runs = [(cell.first_seed, cell.replications, cell.years) for cell in cells]
        place = f"{path.stem}: {hypothesis.id} at {setting}"
        answers[worlds, claim.outcome, claim.divided_by, how].append((place, runs))
    twice = [found for found in answers.values() if len(found) > 1]
    assert len(twice) > 10
    for found in twice:
        assert all(runs == found[0][1] for _, runs in found), [place for place, _ in found]


def test_every_question_has_enough_runs_for_an_answer() -> None:
    for path, hypothesis, setting, cells, _ in every_question():
        fewest = min(cell.replications for cell in cells)
        assert fewest >= FEWEST, f"{path.name}: {hypothesis.id} at {setting}: {fewest} runs"
