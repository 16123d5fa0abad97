"""Verdicts as a reader needs them: each claim with its numbers, units and settings side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from sim.model.record.catalogue import outcome_of
from sim.model.record.outcome import POINTS
from sim.registry.words import SERVICE_WORDS
from sim.report.stored import Stored
from sim.studies.judging.saying import finding_words
from sim.studies.store.verdict import ToldVerdict, Verdict
from sim.telling.words import capital, inside, is_known, level, number, span, spoken

_AS_SHARE = ("share", "per year", "per look")
_SAID_IN = {
    **dict.fromkeys(_AS_SHARE, "share"),
    **dict.fromkeys(("0 to 1", "ratio", "reward ratio", "index 0 to 1"), ""),
    "suppliers": "providers",
}
"""How units are said: as parts of a hundred, or not at all, or by another word."""


@dataclass(frozen=True)
class Finding:
    """One number against its threshold at one setting."""

    label: str
    measure: str
    """What is measured, without the service."""
    part: str
    """The service, if the claim is asked service by service."""
    unit: str
    verdict: str
    estimate: float | None
    low: float | None
    high: float | None
    threshold: float | None
    direction: str
    runs: int | None
    is_equal: bool | None
    """Whether the number is within the smallest effect of the threshold; None if not asked."""
    pairing_gain: float | None = None
    """How many times as many runs unpaired seeds would need; None if no arms are compared."""

    @property
    def has_numbers(self) -> bool:
        """Whether there is an estimate to draw."""
        return self.estimate is not None

    def said(self) -> str:
        """The estimate with its unit."""
        return number(self.estimate, self.unit)

    def interval(self) -> str:
        """The interval with its unit."""
        return span(self.low, self.high, self.unit)

    def bar(self) -> str:
        """What the claim asks of this number."""
        if self.threshold is None:
            return ""
        return f"{self.direction or 'threshold'} {level(self.threshold, self.unit)}"


@dataclass(frozen=True)
class ClaimShown:
    """One hypothesis at every setting where it was judged."""

    identity: str
    statement: str
    verdicts: dict[str, str]
    """By setting: supported, refuted or undecided."""
    words: dict[str, str]
    """By setting: the verdict as it is told."""
    findings: dict[str, list[Finding]]
    """By setting: the numbers the verdict rests on, one or several."""
    reason: str
    false_discoveries: dict[str, float]
    """By setting: the least rate of them among all verdicts at which it stands; NaN if unknown."""
    is_reworded: bool = False
    """Whether its text was changed after the first run."""

    def by_measure(self, setting: str) -> dict[str, list[Finding]]:
        """Findings at one setting, those that measure the same for several services together."""
        grouped: dict[str, list[Finding]] = {}
        for finding in self.findings.get(setting, []):
            grouped.setdefault(finding.measure, []).append(finding)
        return grouped

    @property
    def changes(self) -> bool:
        """Whether the verdict differs between settings."""
        return len(set(self.verdicts.values())) > 1


def claims_of(stored: Stored) -> list[ClaimShown]:
    """Every claim in the order of the file."""
    order: dict[str, list[ToldVerdict]] = {}
    for verdict in stored.verdicts:
        order.setdefault(verdict.id, []).append(verdict)
    return [_claim(found, stored) for found in order.values()]


def _claim(found: list[ToldVerdict], stored: Stored) -> ClaimShown:
    """One claim from its verdicts, one a setting."""
    by_setting = {verdict.setting: verdict for verdict in found}
    settings = [name for name in stored.settings if name in by_setting]
    first = by_setting[settings[0]]
    return ClaimShown(
        identity=first.id,
        statement=first.statement,
        verdicts={name: by_setting[name].verdict for name in settings},
        words={name: words_of(by_setting[name], stored) for name in settings},
        findings={name: [_finding(leaf) for leaf in by_setting[name].leaves] for name in settings},
        reason=first.reason,
        false_discoveries={name: by_setting[name].false_discoveries for name in settings},
        is_reworded=any(verdict.text_changed for verdict in found),
    )


def words_of(verdict: ToldVerdict, stored: Stored) -> str:
    """The words of a stored verdict; of one stored before there were any, the plain ones."""
    return verdict.words or finding_words(verdict.verdict, of_person=stored.is_of_person)


def _finding(leaf: Verdict) -> Finding:
    """One number with its words."""
    return Finding(
        label=outcome_words(leaf.outcome),
        measure=outcome_words(leaf.outcome.partition(".")[0]),
        part=_service_title(leaf.outcome),
        unit=unit_of(leaf.outcome, leaf.comparison),
        verdict=leaf.verdict,
        estimate=_known(leaf.estimate),
        low=_known(leaf.low),
        high=_known(leaf.high),
        threshold=leaf.threshold,
        direction=leaf.direction,
        runs=leaf.runs,
        is_equal=leaf.equivalence,
        pairing_gain=leaf.pairing_gain,
    )


def _known(value: float) -> float | None:
    """A number to draw, or None."""
    return value if is_known(value) else None


def _service_title(outcome: str) -> str:
    """The service an outcome is asked for, if it is asked service by service."""
    words = SERVICE_WORDS.get(outcome.partition(".")[2])
    return words.title if words else ""


def outcome_words(name: str) -> str:
    """An outcome in words, its service in front."""
    known, service = outcome_of(name), _service_title(name)
    words = (known.words if known else "") or spoken(name.partition(".")[0])
    return f"{service}: {words}" if service else capital(words)


def unit_of(name: str, comparison: str) -> str:
    """The unit an outcome is said in: points for differences of shares, none for ratios."""
    known = outcome_of(name)
    unit = known.unit if known else "share"
    if comparison == "ratio":
        return ""
    if unit in _AS_SHARE and " minus " in comparison:
        return POINTS
    return (known.said_in if known else "") or _SAID_IN.get(unit, unit)


def titles(claims: Iterable[ClaimShown]) -> str:
    """Identities of claims, as a list in a sentence."""
    return ", ".join(claim.identity for claim in claims)


def bar_words(measured: str, finding: Finding) -> str:
    """What is measured and what the claim asks of it."""
    asked = f", claimed to be {finding.bar()}" if finding.threshold is not None else ""
    return f"{measured}{asked}" if measured else inside(asked.strip(", "))
