"""What is wrong with the names in an experiment: doubled, unknown, or no names for a file."""

import re
from collections.abc import Iterator, Mapping, Sequence

from sim.registry.files.names import is_device
from sim.studies.question.experiment import Experiment, Question, Setting
from sim.studies.question.naming import Said, nearest

_WORDS = re.compile(r"^\s*(\S+)\s+minus\s+(\S+)\s*$")


def odd_names(experiment: Experiment) -> Iterator[Said]:
    """Names that stand twice or cannot be told apart, and names of arms there are not."""
    if is_device(experiment.study.name):
        message = f"{experiment.study.name} is a name that Windows keeps for a device"
        yield "study.name", message, "give another"
    yield from _repeated(experiment)
    yield from _misnamed(experiment)
    if not experiment.levers:
        yield from misnamed_in_questions(experiment)


def _repeated(experiment: Experiment) -> Iterator[Said]:
    lists: dict[str, Sequence[str]] = {
        "arms": [arm.name for arm in experiment.arms],
        "settings": [setting.name for setting in experiment.settings],
        "hypotheses": [hypothesis.id for hypothesis in experiment.hypotheses],
    }
    for kind, names in lists.items():
        seen: dict[str, str] = {}
        for index, name in enumerate(names):
            first = seen.setdefault(name.casefold(), name)
            address = f"{kind}[{index + 1}]"
            if index and first == name and names.index(name) != index:
                yield address, f"{name} is named twice", "give each its own name"
            elif first != name:
                message = f"{name} differs from {first} in capitals alone"
                yield address, message, "give each its own name"


def _misnamed(experiment: Experiment) -> Iterator[Said]:
    if experiment.levers:
        return  # the arms are not written out yet
    yield from misnamed_arms(experiment)


def misnamed_arms(experiment: Experiment) -> Iterator[Said]:
    """Settings and pictures that name arms there are not."""
    arms = [arm.name for arm in experiment.arms]
    for index, setting in enumerate(experiment.settings):
        for name in sorted(_arms_of(setting)):
            if name not in arms:
                yield f"settings[{index + 1}]", f"{name} is not an arm", arm_meant(name, arms)
    for index, drawn in enumerate(experiment.side_by_side):
        for name in drawn.arms:
            if name not in arms and arms:
                yield f"side_by_side[{index + 1}]", f"{name} is not an arm", arm_meant(name, arms)


def misnamed_in_questions(experiment: Experiment) -> Iterator[Said]:
    """Claims that speak of arms or hypotheses there are not."""
    arms = [arm.name for arm in experiment.arms]
    for address, question in questions(experiment):
        for name in question.arms:
            if name not in arms:
                yield f"{address}.arms", f"{name} is not an arm", arm_meant(name, arms)
        for name in named_in_comparison(question) if question.difference is None else ():
            if name not in arms:
                place = f"{address}.comparison"
                yield place, f"{name} is not an arm", arm_meant(name, arms)
    yield from _misnamed_hypotheses(experiment)


def _misnamed_hypotheses(experiment: Experiment) -> Iterator[Said]:
    ids = [hypothesis.id for hypothesis in experiment.hypotheses]
    for index, estimate in enumerate(experiment.estimates):
        if estimate.beside not in ids:
            address = f"estimates[{index + 1}].beside"
            yield address, f"{estimate.beside} is not a hypothesis", nearest(estimate.beside, ids)
    if experiment.claim is not None and experiment.claim.id not in ids:
        name = experiment.claim.id
        yield "claim.id", f"{name} is not a hypothesis", nearest(name, ids)


def named_in_comparison(question: Question) -> tuple[str, ...]:
    """The two arms of "A minus B" as written, whether or not they can be names."""
    found = _WORDS.match(question.comparison)
    return (found[1], found[2]) if found else ()


def arm_meant(name: str, arms: Sequence[str]) -> str:
    """The remedy for a name of an arm: the one that is spelled so in letters and digits, or all.

    >>> arm_meant("reserved_0.5", ["reserved_0", "reserved_0_5"])
    'did you mean reserved_0_5? the arms are: reserved_0, reserved_0_5'
    """
    spelled = re.sub(r"\W", "_", name.replace("-", "minus_"))
    meant = f"did you mean {spelled}?" if spelled in arms else nearest(name, arms)
    return f"{meant} the arms are: {', '.join(arms[:20])}" if "did you" in meant else meant


def questions(experiment: Experiment) -> Iterator[tuple[str, Question]]:
    """Every hypothesis and estimate with its address."""
    for index, hypothesis in enumerate(experiment.hypotheses):
        yield f"hypotheses[{index + 1}]", hypothesis
    for index, estimate in enumerate(experiment.estimates):
        yield f"estimates[{index + 1}]", estimate


def _arms_of(setting: Setting) -> set[str]:
    own = setting.replications if isinstance(setting.replications, Mapping) else {}
    return {*(setting.arms or ()), *own}
