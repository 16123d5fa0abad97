"""Verdicts as a reader needs them: each claim with its numbers, units and settings side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.model.record.catalogue import POINTS, outcome_of
from sim.registry.words import SERVICE_WORDS
from sim.report.stored import Stored
from sim.studies.judging.saying import finding_words
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
class Claim:
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


def claims_of(stored: Stored) -> list[Claim]:
    """Every claim in the order of the file."""
    order: dict[str, list[Mapping[str, Any]]] = {}
    for entry in stored.verdicts:
        order.setdefault(str(entry.get("id", "?")), []).append(entry)
    return [_claim(identity, entries, stored) for identity, entries in order.items()]


def _claim(identity: str, entries: list[Mapping[str, Any]], stored: Stored) -> Claim:
    """One claim from its entries, one a setting."""
    by_setting = {str(entry.get("setting", stored.base_setting)): entry for entry in entries}
    settings = [name for name in stored.settings if name in by_setting]
    first = by_setting[settings[0]]
    return Claim(
        identity=identity,
        statement=str(first.get("statement") or identity),
        verdicts={name: str(by_setting[name].get("verdict", "undecided")) for name in settings},
        words={name: entry_words(by_setting[name], stored) for name in settings},
        findings={name: list(_findings(by_setting[name])) for name in settings},
        reason=str(first.get("reason") or ""),
        is_reworded=any(entry.get("text_changed") for entry in entries),
    )


def entry_words(entry: Mapping[str, Any], stored: Stored) -> str:
    """The words of a stored verdict; of one stored before there were any, the plain ones."""
    verdict = str(entry.get("verdict", "undecided"))
    return str(entry.get("words") or finding_words(verdict, of_person=stored.is_of_person))


def _findings(entry: Mapping[str, Any]) -> Iterable[Finding]:
    """The leaves of an entry: itself, or the parts it is made of."""
    parts = entry.get("parts") or []
    if not parts:
        yield _finding(entry)
        return
    for part in parts:
        yield from _findings({**_inherited(entry), **part})


def _inherited(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What a part takes over from the whole where it says nothing itself."""
    names = ("verdict", "direction", "comparison", "runs")
    return {name: entry[name] for name in names if entry.get(name) is not None}


def _finding(entry: Mapping[str, Any]) -> Finding:
    """One leaf as plain numbers."""
    outcome = str(entry.get("outcome") or "")
    comparison = str(entry.get("comparison") or "")
    runs = entry.get("runs")
    return Finding(
        label=outcome_words(outcome),
        measure=outcome_words(outcome.partition(".")[0]),
        part=_service_title(outcome),
        unit=unit_of(outcome, comparison),
        verdict=str(entry.get("verdict", "undecided")),
        estimate=_number(entry.get("estimate")),
        low=_number(entry.get("low")),
        high=_number(entry.get("high")),
        threshold=_number(entry.get("threshold")),
        direction=str(entry.get("direction") or ""),
        runs=int(runs) if runs is not None else None,
        is_equal=entry.get("equivalence"),
        pairing_gain=_number(entry.get("pairing_gain")),
    )


def _number(value: object) -> float | None:
    """A finite number, or None."""
    return float(value) if isinstance(value, int | float) and is_known(value) else None


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


def titles(claims: Iterable[Claim]) -> str:
    """Identities of claims, as a list in a sentence."""
    return ", ".join(claim.identity for claim in claims)


def bar_words(measured: str, finding: Finding) -> str:
    """What is measured and what the claim asks of it."""
    asked = f", claimed to be {finding.bar()}" if finding.threshold is not None else ""
    return f"{measured}{asked}" if measured else inside(asked.strip(", "))
