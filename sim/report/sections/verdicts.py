"""The table of verdicts."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from sim.report.claims import ClaimShown, Finding, outcome_words, unit_of
from sim.report.drawing.markup import Content, element, together
from sim.report.drawing.tables import behind
from sim.report.sections.strips import strips_of
from sim.report.stored import Stored
from sim.studies.judging import saying
from sim.studies.judging.many import judged_as, luck_of_many
from sim.telling.words import capital, count, counted, inside, number, span

_EQUAL = {True: "yes", False: "no"}
LEAST_RATE = 0.001
GLYPHS = {
    saying.SUPPORTED: "●",
    saying.REFUTED: "○",
    saying.UNDECIDED: "◐",
    saying.FOLLOWS: "●",
    saying.DOES_NOT: "○",
    saying.UNTOLD: "◐",
    saying.HANGS: "◑",
    saying.GIVEN: "◇",
}
_DECIDED = (saying.SUPPORTED, saying.REFUTED, saying.FOLLOWS, saying.DOES_NOT)
LUCK = (
    "The intervals are over luck only: the same assumptions, run again with other seeds. They do "
    "not say how far the assumptions themselves may be off."
)


REWORDED = (
    "This claim was worded otherwise when the first run was made; ledger.sqlite holds each wording "
    "with its date."
)


def verdict_table(claims: Sequence[ClaimShown], stored: Stored) -> Markup:
    """Each claim with its verdict, numbers and plots, the settings side by side."""
    settings = stored.settings
    head = element(
        "tr",
        element("th", "Claim", scope="col"),
        *(element("th", stored.setting_title(name), scope="col") for name in settings),
        element("th", "Against the threshold", scope="col"),
    )
    return element(
        "table",
        element(
            "caption",
            "Verdicts, with estimate, interval, threshold and number of runs. "
            "The shaded side of each plot supports the claim; the dashed line is the threshold. "
            "Where a claim is asked service by service, the plot has a row for each service at the "
            "first setting, and faint dots for the others.",
        ),
        element("thead", head),
        element("tbody", *(_row(claim, stored) for claim in claims)),
        class_="verdicts",
    )


def _for_readers(reason: str) -> str:
    """The reason of a verdict, less which part speaks for it: here every part is drawn."""
    kept = [part for part in reason.split("; ") if not part.startswith("estimate shown")]
    return "; ".join(kept)


def _row(claim: ClaimShown, stored: Stored) -> Markup:
    """One claim."""
    said = _for_readers(claim.reason)
    reason = element("p", capital(said), class_="reason") if said else ""
    plots = [
        element("figure", element("figcaption", words), plot)
        for words, plot in strips_of(claim, stored)
    ]
    return element(
        "tr",
        element(
            "th",
            element("span", claim.identity, class_="identity"),
            element("span", claim.statement),
            reason,
            element("p", REWORDED, class_="reason") if claim.is_reworded else "",
            scope="row",
        ),
        *(_cell(claim, name, stored) for name in stored.settings),
        element("td", together(*plots) if plots else "No numbers to draw.", class_="plots"),
    )


def _cell(claim: ClaimShown, setting: str, stored: Stored) -> Markup:
    """One claim at one setting."""
    label = stored.setting_short(setting)
    if setting not in claim.verdicts:
        return element("td", "not run", data_label=label)
    return element(
        "td",
        pill(claim.words[setting]),
        *(_numbers(found) for found in claim.by_measure(setting).values()),
        _runs(claim.findings[setting]),
        _among_many(claim.false_discoveries[setting]),
        data_label=label,
    )


def _among_many(rate: float) -> Markup:
    """The rate of false discoveries at which a verdict stands among those of its study."""
    if math.isnan(rate):
        return Markup("")
    words = "< 0.1%" if rate < LEAST_RATE else f"{rate:.1%}"
    return element("small", f"false discoveries {words}", class_="runs")


def _numbers(found: Sequence[Finding]) -> Markup:
    """Estimate and interval; for a number asked service by service, the reach of the estimates."""
    first, *others = found
    if not others:
        said, below = first.said(), first.interval() if first.has_numbers else ""
    else:
        known = [finding.estimate for finding in found if finding.estimate is not None]
        ends = [number(edge, first.unit) for edge in (min(known), max(known))] if known else []
        alike = len(set(ends)) <= 1
        said = first.said() if alike else span(min(known), max(known), first.unit)
        holding = sum(finding.verdict == "supported" for finding in found)
        many = counted(holding) if holding else "none"
        below = f"over {count(len(found), 'service')}; {many} {'holds' if holding == 1 else 'hold'}"
    return element("span", element("b", said), element("small", below), class_="numbers")


def every_number(claims: Sequence[ClaimShown], stored: Stored) -> Markup:
    """All estimates of all claims and settings, folded away."""
    rows = [
        [
            f"{claim.identity} {inside(finding.label)}",
            stored.setting_short(setting),
            capital(saying.finding_words(finding.verdict, of_person=stored.is_of_person)),
            finding.said(),
            finding.interval(),
            finding.bar(),
            "not asked" if finding.is_equal is None else _EQUAL[finding.is_equal],
            "" if finding.runs is None else f"{finding.runs:,}",
            "" if finding.pairing_gain is None else f"× {finding.pairing_gain:.1f}",
        ]
        for claim in claims
        for setting in stored.settings
        for finding in claim.findings.get(setting, [])
    ]
    headings = ["Claim", "Setting", "Verdict", "Estimate", "Interval", "Claimed"]
    headings += ["As good as equal", "Runs", "Runs unpaired"]
    caption = "Every number, claim by claim and setting by setting. Runs unpaired: how many times "
    caption += "as many runs it would take if arms did not share their luck."
    return behind(caption, headings, rows, "Every number in a table")


def beside(stored: Stored) -> Markup:
    """Numbers asked for beside the verdicts: no claim, but what a reader asks next."""
    rows: list[list[Content]] = []
    for one in stored.estimates:
        unit = unit_of(one.outcome, one.comparison)
        rows.append(
            [
                f"{one.beside} {one.statement}",
                outcome_words(one.outcome),
                stored.setting_short(one.setting),
                number(one.estimate, unit),
                span(one.low, one.high, unit),
                f"{one.runs:,}",
            ]
        )
    headings = ["Beside", "What", "Setting", "Estimate", "Interval", "Runs"]
    return behind("Numbers beside the verdicts", headings, rows, "Numbers beside the verdicts")


def _runs(findings: Sequence[Finding]) -> Markup:
    """Number of runs (pairs, where arms are compared) the numbers rest on."""
    known = {finding.runs for finding in findings if finding.runs is not None}
    if not known:
        return Markup("")
    words = f"{min(known):,}" if len(known) == 1 else f"{min(known):,}–{max(known):,}"
    return element("small", f"n = {words} {'run' if known == {1} else 'runs'}", class_="runs")


def pill(words: str) -> Markup:
    """A verdict in its words, with a mark that needs no colour."""
    said = saying.short(words)
    kind = "pill decided" if said in _DECIDED else "pill undecided"
    return element("span", f"{GLYPHS.get(said, '')} {capital(words)}", class_=kind)


def verdicts_section(stored: Stored, claims: Sequence[ClaimShown]) -> Markup:
    """The table of verdicts, or a sentence if there are none."""
    if not claims:
        words = "No claims were judged in this folder; a study with hypotheses fills this table."
        return element("p", words, class_="missing")
    return together(
        element("p", LUCK, class_="note"),
        element("p", luck_of_many([judged_as(one) for one in stored.verdicts]), class_="note"),
        element("div", verdict_table(claims, stored), class_="wide"),
        every_number(claims, stored),
        beside(stored),
    )
