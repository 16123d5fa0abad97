"""Verdicts as a reader needs them: each claim with its numbers, units and settings side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from sim.model.record.catalogue import end_unit
from sim.report.stored import Stored
from sim.studies.judging.saying import finding_words
from sim.studies.store.verdict import ToldVerdict, Verdict
from sim.telling.words import SERVICES, capital, inside, is_known, level, number, span, spoken

_OUTCOME_WORDS = {
    "independence_10y": "ten-year independence",
    "independence_10y_small": "ten-year independence of small firms",
    "restricted_mean_years_14": "mean years independent, out of 14",
    "second_letting_survival": "survival through the second letting",
    "taken_over_10y": "taken over by year ten",
    "taken_over_10y_small": "small firms taken over by year ten",
    "takeover_ratio": "mutuals’ takeovers relative to small firms’",
    "lost_to_group_10y": "main contract lost to a group by year ten",
    "endings_by_group_share": "endings caused by a group",
    "top4_rise_beyond_frozen": "rise beyond the frozen market",
    "top4_rise_beyond_drift": "rise beyond the drifting market",
    "top4_rise": "rise of the four largest providers’ share",
    "top4_end": "four largest providers’ share at the end",
    "effective_suppliers_end": "effective number of suppliers at the end",
    "homes_top10_change_8_12": "change of the ten largest providers’ share, years 8–12",
    "homes_private_change_8_12": "change of the private share, years 8–12",
    "leaving_first_holders": "leaving of first holders, a year",
    "leaving_new_staff": "leaving of new staff, a year",
    "independence_10y_founded_later": "ten-year independence of those founded in the run",
    "passed_to_group_10y": "body or last contract passed to a group by year ten",
    "merged_10y": "merged into a non-profit by year ten",
    "lost_to_nonprofit_10y": "last contract lost to a small provider by year ten",
    "lost_to_council_10y": "last contract taken back by the council by year ten",
    "insolvent_10y": "failed by year ten",
    "top4_end_frozen": "the same in the frozen market",
    "top4_end_drift": "the same in the drifting market",
    "mean_commitment_council_terms": "commitment, 0 to 1, of those on council terms",
    "mean_commitment_new_terms": "commitment, 0 to 1, of those on new terms",
    "mean_commitment_young_mutuals": "commitment, 0 to 1, in mutuals' first year",
    "mean_reward_gap": "gap in reward between the tiers, over council reward",
    "mean_leaving_in_house": "leaving council teams, a year",
    "mean_leaving_mutual": "leaving mutuals, a year",
    "mean_leaving_small": "leaving small providers, a year",
    "mean_leaving_group": "leaving groups, a year",
    "redundancy_rate_in_house": "redundancies in council teams, a year",
    "redundancy_rate_mutual": "redundancies in mutuals, a year",
    "redundancy_rate_small": "redundancies in small providers, a year",
    "redundancy_rate_group": "redundancies in groups, a year",
    "mean_redundancies_mutual": "redundancies in mutuals over those at council teams' rates",
    "mean_front_line_gain_mutual": "what more of each pound reaches the front line",
    "mean_front_line_gain_mutual_under_2m": "mutuals paid under GBP 2m a year",
    "mean_front_line_gain_mutual_2m_to_5m": "mutuals paid GBP 2m to 5m",
    "mean_front_line_gain_mutual_over_5m": "mutuals paid GBP 5m or more",
    "mean_front_line_gain_mutual_with_stranded": "the same with the charge left behind",
    "mean_quality_mutual": "quality of mutuals, 0 to 1",
    "mean_unit_cost_mutual_to_in_house": "unit cost of mutuals over council teams'",
    "mean_margin_mutual": "margin of mutuals",
    "laid_off_after_failure_share": "laid off of those whose employer failed or gave up",
    "step_in_cost_per_person": "cost of stepping in",
    "insolvency_rate": "failures a year",
    "challenged_share": "shortlists of one that were challenged",
    "votes_won_share": "votes won",
    "cohort": "mutuals of the cohort",
    "mean_share_local": "share of value held locally",
    "mean_local_jobs_share": "share of jobs held locally",
    "mean_share_mutual": "share of value held by mutuals",
    "top_started_share": "begun from the top",
    "grew_abroad_share": "those that lasted and worked elsewhere",
    "ever_abroad_share": "those that worked elsewhere",
    "mean_abroad_share_mutual": "part of what mutuals hold that lies elsewhere",
}
_DIFFERENCE_MARKS = ("minus", "rise", "change", "gain")
_OF_ONE = ("share", "per year", "per look")
"""Units told as parts of a hundred."""
_BARE = ("0 to 1", "ratio", "reward ratio", "index 0 to 1")
"""Units of which a number says nothing more by being told them."""


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
    order: dict[str, list[ToldVerdict]] = {}
    for verdict in stored.verdicts:
        order.setdefault(verdict.id, []).append(verdict)
    return [_claim(found, stored) for found in order.values()]


def _claim(found: list[ToldVerdict], stored: Stored) -> Claim:
    """One claim from its verdicts, one a setting."""
    by_setting = {verdict.setting: verdict for verdict in found}
    settings = [name for name in stored.settings if name in by_setting]
    first = by_setting[settings[0]]
    return Claim(
        identity=first.id,
        statement=first.statement,
        verdicts={name: by_setting[name].verdict for name in settings},
        words={name: words_of(by_setting[name], stored) for name in settings},
        findings={name: [_finding(leaf) for leaf in by_setting[name].leaves] for name in settings},
        reason=first.reason,
        is_reworded=any(verdict.text_changed for verdict in found),
    )


def words_of(verdict: ToldVerdict, stored: Stored) -> str:
    """The words of a stored verdict; of one stored before there were any, the plain ones."""
    return verdict.words or finding_words(verdict.verdict, of_person=stored.is_of_person)


def _finding(leaf: Verdict) -> Finding:
    """One number with its words."""
    name, _, service = leaf.outcome.partition(".")
    return Finding(
        label=outcome_words(leaf.outcome),
        measure=outcome_words(name),
        part=SERVICES.get(service, ""),
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


def outcome_words(outcome: str) -> str:
    """An outcome's code name in words, its service in front."""
    name, _, service = outcome.partition(".")
    words = _OUTCOME_WORDS.get(name) or spoken(name)
    return f"{SERVICES[service]}: {words}" if service in SERVICES else capital(words)


def unit_of(outcome: str, comparison: str) -> str:
    """Unit of an outcome: points for differences of shares, else what the name tells."""
    name = outcome.partition(".")[0]
    listed = end_unit(name)
    if comparison == "ratio" or "ratio" in name or listed in _BARE:
        return ""
    if "years" in name:
        return "years"
    if "effective" in name or "alive" in name:
        return "providers"
    if listed and listed not in _OF_ONE:
        return listed
    words = f"{name} {comparison}".replace("_", " ").split()
    return "points" if any(mark in words for mark in _DIFFERENCE_MARKS) else "share"


def titles(claims: Iterable[Claim]) -> str:
    """Identities of claims, as a list in a sentence."""
    return ", ".join(claim.identity for claim in claims)


def bar_words(measured: str, finding: Finding) -> str:
    """What is measured and what the claim asks of it."""
    asked = f", claimed to be {finding.bar()}" if finding.threshold is not None else ""
    return f"{measured}{asked}" if measured else inside(asked.strip(", "))
