"""What is wrong with the claims of an experiment."""

from collections.abc import Collection, Iterator

from sim.registry.files.text import brief
from sim.studies.question.experiment import Experiment, Hypothesis, Question
from sim.studies.question.name_checks import named_in_comparison, questions
from sim.studies.question.naming import Said, nearest


def odd_claims(experiment: Experiment, outcomes: Collection[str]) -> Iterator[Said]:
    """What makes no sense in a claim; outcomes: the names there are, empty if not known."""
    bases = {name.partition(".")[0] for name in outcomes} | set(outcomes)
    for address, question in questions(experiment):
        yield from _odd_comparison(address, question)
        if isinstance(question, Hypothesis):
            yield from _odd_lists(address, question)
            yield from _odd_combination(address, question)
        for name in sorted(question.asked_outcomes()) if outcomes else []:
            if name not in bases and name.rpartition(".")[0] not in bases:
                yield (
                    f"{address}.outcome",
                    f"{brief(name)} is not an outcome",
                    nearest(name, outcomes),
                )
    for name in experiment.outcomes.of_interest if outcomes else ():
        if name not in bases and name.rpartition(".")[0] not in bases:
            place = "outcomes.of_interest"
            yield place, f"{brief(name)} is not an outcome", nearest(name, outcomes)


def _odd_comparison(address: str, question: Question) -> Iterator[Said]:
    pair = question.difference
    place = f"{address}.comparison"
    is_pair = bool(named_in_comparison(question))
    if not is_pair and question.comparison not in {"level", "ratio"}:
        yield (
            place,
            f'"{brief(question.comparison)}" is no comparison',
            'write "level", "ratio" or "ARM minus ARM"',
        )
    if pair is not None and set(pair) != set(question.arms):
        yield place, "names other arms than `arms`", f'write arms = ["{pair[0]}", "{pair[1]}"]'
    if not is_pair and len(question.arms) > 1:
        yield f"{address}.arms", "a level or a ratio is taken in one arm", "name one arm"
    if (question.comparison == "ratio") != (question.divided_by is not None):
        yield f"{address}.divided_by", "goes with a ratio and only with it", "name both or neither"


def _odd_lists(address: str, hypothesis: Hypothesis) -> Iterator[Said]:
    length = len(hypothesis.outcomes)
    for name in ("direction", "threshold", "smallest_effect"):
        given = getattr(hypothesis, name)
        if isinstance(given, tuple) and len(given) != length:
            many = f"has {len(given)} values for {length} outcome{'s' if length > 1 else ''}"
            yield f"{address}.{name}", many, "give one value, or one for each outcome"


def _odd_combination(address: str, hypothesis: Hypothesis) -> Iterator[Said]:
    place = f"{address}.combine"
    needed = hypothesis.parts_needed
    parts = len(hypothesis.services) or len(hypothesis.outcomes)
    if needed is None and hypothesis.combine != "all":
        yield (
            place,
            f'"{brief(hypothesis.combine)}" is unknown',
            'write "all" or "at least K (Holm)"',
        )
    if needed is not None and not 1 <= needed <= parts:
        yield place, f"asks for {needed} of {parts} parts", f"ask for 1 to {parts}"
