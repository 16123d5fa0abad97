"""One claim on the page: who said it, what was asked, what was found, and what would decide it."""

import math
from collections.abc import Iterator, Sequence

from sim.report.claims import outcome_words
from sim.report.claims_page.numbers import bar, span
from sim.report.claims_page.rows import BESIDE, PART, WHOLE, ClaimRow, heads
from sim.studies.judging.saying import finding_words
from sim.studies.question.experiment import Experiment, Hypothesis
from sim.telling.words import capital, inside

NOT_RUN = "not yet run"
MOST_RUNS = 2000
"""Beyond so many runs a claim counts as undecided for good at its present distance."""
SHOWN = "estimate shown"
"""Begins a note that the table itself makes plain."""


def title_of(experiment: Experiment) -> str:
    """Number and title of a claim, as headings and links have it."""
    number, _, title = experiment.study.title.partition(": ")
    return f"{number}. {capital(title)}" if title else number


def claim_section(experiment: Experiment, rows: Sequence[ClaimRow]) -> Iterator[str]:
    """The lines of one claim, from who said it to what would decide it."""
    claim = experiment.claim
    if claim is None:
        return
    head = heads(rows).get(claim.id)
    verdict = head.words if head else NOT_RUN
    yield from (f'<a id="{claim.id.lower()}"></a>', "")
    yield from (f"## {title_of(experiment)}: {verdict}", "")
    yield from (f"**Said by** {claim.who} ({claim.when}): {claim.said}", "")
    yield from (f"**Threshold.** {claim.why}", "")
    yield from _findings(experiment, rows)
    yield from _beside(experiment, rows)
    yield from (f"**Taken for granted.** {claim.given}", "")
    yield from (f"**Left out.** {claim.leaves_out}", "")
    yield from (f"**Thin evidence.** {claim.thin}", "")
    decided = f"{_deciding(head)}Outside the model: {inside(claim.would_decide)}"
    yield from (f"**What would decide it.** {decided}", "")


def _findings(experiment: Experiment, rows: Sequence[ClaimRow]) -> Iterator[str]:
    """What was asked, and every verdict with its numbers."""
    for one in experiment.hypotheses:
        yield from (f"*{one.id}.* {one.statement}. {_asked_of(experiment, one)}", "")
    wholes = [row for row in rows if row.kind != BESIDE]
    if not wholes:
        return
    titles = {setting.name: setting.title for setting in experiment.settings}
    yield "| | at | measure | verdict | estimate (95%) | threshold | runs |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for row in wholes:
        if row.kind == PART and not row.is_base:
            continue
        cells = (
            row.hypothesis if row.kind == WHOLE else "",
            titles.get(row.setting, row.setting) if row.kind == WHOLE else "of which",
            outcome_words(row.outcome),
            f"**{row.words}**{_equal(row)}" if row.kind == WHOLE else _part(row),
            span(row),
            bar(row),
            str(row.runs),
        )
        yield f"| {' | '.join(cells)} |"
    yield ""
    for row in wholes:
        notes = [note for note in row.reason.split("; ") if note and not note.startswith(SHOWN)]
        if row.kind == WHOLE and row.is_base and notes:
            yield from (f"Of {row.hypothesis}: {'; '.join(notes)}.", "")
    changed = sorted({row.hypothesis for row in wholes if row.text_changed == "yes"})
    if changed:
        yield from (f"The wording of {', '.join(changed)} was changed after the first run.", "")


def _part(row: ClaimRow) -> str:
    """The verdict on one number of several."""
    return finding_words(row.verdict, of_person=True)


def _equal(row: ClaimRow) -> str:
    """Said where a number is as good as on its threshold, whatever the verdict."""
    return ", as good as on the threshold" if row.equivalence == "yes" else ""


def _asked_of(experiment: Experiment, one: Hypothesis) -> str:
    """Of whom a hypothesis is asked, and which arms it compares."""
    titles = {arm.name: inside(arm.title) for arm in experiment.arms}
    pair = one.difference
    compared = f"In the arm “{titles[one.arms[0]]}”"
    if pair:
        compared = f"“{titles[pair[0]]}” less “{titles[pair[1]]}”, seed by seed"
    population = f"; {one.population}" if one.population else ""
    return f"{compared[:1].upper()}{compared[1:]}{population}."


def _beside(experiment: Experiment, rows: Sequence[ClaimRow]) -> Iterator[str]:
    """Numbers without a claim, at the base point."""
    shown = [row for row in rows if row.kind == BESIDE and row.is_base]
    if not shown:
        return
    yield from ("Beside it, with no claim:", "")
    for statement in dict.fromkeys(row.statement for row in shown):
        own = [row for row in shown if row.statement == statement]
        told = [f"{_named(row, own)}{span(row)}" for row in own]
        yield f"- {statement}: {'; '.join(told)}."
    yield ""


def _named(row: ClaimRow, others: Sequence[ClaimRow]) -> str:
    return f"{inside(outcome_words(row.outcome))} " if len(others) > 1 else ""


def _deciding(head: ClaimRow | None) -> str:
    """How many runs would settle an undecided claim, if its estimate stands."""
    if head is None or head.verdict != "undecided":
        return ""
    distance = abs(head.estimate - head.threshold)
    half = (head.high - head.low) / 2
    if not math.isfinite(half) or not distance or head.runs * (half / distance) ** 2 > MOST_RUNS:
        return "No number of runs worth making: the estimate lies on the threshold. "
    wanted = math.ceil(head.runs * (half / distance) ** 2)
    if wanted <= head.runs:
        return (
            "Somewhat more runs: this part by itself does not follow, but where several are asked "
            "that must be surer for the whole not to follow. "
        )
    return (
        f"About {wanted:,} runs an arm instead of {head.runs} would put the interval on one side, "
        "if the estimate stands. "
    )
