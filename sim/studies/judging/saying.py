"""Verdicts in words: a person's claim is never called refuted, for the model is not the world.

Of a study that names nobody the words are the verdicts themselves. Of one that puts a person's
claim they say what follows in the model: *follows*, *does not follow* or *cannot be told*; *taken
as given* where the claim's own content is an input; and *hangs on one assumption* where among the
study's own settings (the base and both ends of its thinnest number) one supports the claim and
another refutes it. The words of the base point end in "at the listed assumptions".
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sim.studies.judging.many import false_discoveries, judged_as
from sim.studies.judging.space import SPACE
from sim.studies.question.experiment import BASE, Experiment
from sim.studies.store.verdict import ToldVerdict, Verdict, told
from sim.studies.store.wording import Wording

SUPPORTED, REFUTED, UNDECIDED = "supported", "refuted", "undecided"
FOLLOWS, DOES_NOT, UNTOLD = "follows", "does not follow", "cannot be told"
HANGS, GIVEN = "hangs on one assumption", "taken as given"
OF_PERSON = {SUPPORTED: FOLLOWS, REFUTED: DOES_NOT, UNDECIDED: UNTOLD}
ORDER = (SUPPORTED, REFUTED, UNDECIDED, FOLLOWS, DOES_NOT, HANGS, UNTOLD, GIVEN)
"""All short words, in the order in which they are counted up."""
MANY = {FOLLOWS: "follow", DOES_NOT: "do not follow", HANGS: "hang on one assumption"}
"""The words of more than one claim, where they differ."""
LISTED = "at the listed assumptions"
_ENDS = {BASE: f" {LISTED}", SPACE: " widely, over the points drawn"}
_ELSEWHERE = " there"
_OVER_POINTS_UNTOLD = "cannot be told over the points drawn"


def finding_words(verdict: str, *, of_person: bool) -> str:
    """A verdict in a word or three: itself, or what it says of a person's claim.

    >>> finding_words("refuted", of_person=True), finding_words("refuted", of_person=False)
    ('does not follow', 'refuted')
    """
    return OF_PERSON.get(verdict, verdict) if of_person else verdict


def short(words: str) -> str:
    """The words without where they hold.

    >>> short("does not follow at the listed assumptions")
    'does not follow'
    """
    return next((one for one in ORDER if words.startswith(one)), words)


def so_many(word: str, many: int) -> str:
    """A short word as it is said of so many claims.

    >>> so_many("follows", 2), so_many("follows", 1), so_many("refuted", 2)
    ('follow', 'follows', 'refuted')
    """
    return word if many == 1 else MANY.get(word, word)


def counted_up(words: Iterable[str]) -> dict[str, int]:
    """How often each of the short words was said, in their order; those never said left out."""
    counts = Counter(short(one) for one in words)
    return {one: counts[one] for one in ORDER if counts[one]}


def tally(words: Iterable[str]) -> str:
    """How often each was said, in one line.

    >>> tally(["does not follow there", "supported", "supported"])
    '2 supported, 1 does not follow'
    """
    return ", ".join(f"{many} {so_many(one, many)}" for one, many in counted_up(words).items())


def hangs_on(experiment: Experiment, found: Mapping[str, str]) -> list[str]:
    """The assumption, by its parameters, with which a verdict turns between a study's settings.

    found: verdicts on one hypothesis by setting. It turns if one setting supports and another
    refutes: named is what is moved where the verdict is the opposite of the base's, or, where the
    base decides nothing, where it is decided.
    """
    if not {SUPPORTED, REFUTED} <= set(found.values()):
        return []
    decided = {SUPPORTED, REFUTED} - {found.get(BASE, UNDECIDED)}
    values = {setting.name: setting.set for setting in experiment.settings}
    base = values.get(BASE, {})
    moved = [
        path
        for name, verdict in found.items()
        if verdict in decided
        for path, value in values.get(name, {}).items()
        if base.get(path) != value
    ]
    return list(dict.fromkeys(moved))


def with_words(
    verdicts: Sequence[Verdict], experiment: Experiment, texts: Mapping[str, Wording]
) -> list[ToldVerdict]:
    """Verdicts each with `words` to print, what it `hangs_on`, and what `wording_of` says of it."""
    found: dict[str, dict[str, str]] = {}
    for one in verdicts:
        if one.setting != SPACE:
            found.setdefault(one.id, {})[one.setting] = one.verdict
    wholes = []
    rates = false_discoveries([judged_as(one) for one in verdicts])
    for one, rate in zip(verdicts, rates, strict=True):
        is_base = one.setting == BASE
        turns = hangs_on(experiment, found[one.id]) if experiment.person and is_base else []
        says = {"words": _words(experiment, one, turns), "hangs_on": tuple(turns)}
        wholes.append(told(one, **texts[one.id], **says, false_discoveries=rate))
    return wholes


def _words(experiment: Experiment, one: Verdict, turns: Sequence[str]) -> str:
    if one.setting == SPACE and experiment.design and not experiment.design.is_drawn:
        return one.reason.partition("; ")[0]
    if not experiment.person:
        return one.verdict
    if one.setting == SPACE and one.verdict == UNDECIDED:
        return _OVER_POINTS_UNTOLD
    claim = experiment.claim
    if claim is not None and claim.taken_as_given and one.id == claim.id:
        return f"{GIVEN} {LISTED}"
    if turns:
        return f"{HANGS} ({' and '.join(turns)}), all else {LISTED}"
    return OF_PERSON[one.verdict] + _ENDS.get(one.setting, _ELSEWHERE)
