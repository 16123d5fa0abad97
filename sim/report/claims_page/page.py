"""Who said what, and what the model says: the page of claims, made from stored verdicts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from sim.errors import ForeignError
from sim.registry.shipped import CHECKOUT
from sim.report.claims import outcome_words
from sim.report.claims_page.markdown import as_markdown
from sim.report.claims_page.numbers import bar, span
from sim.report.claims_page.rows import (
    TABLE_BEGINS,
    WHOLE,
    ClaimRow,
    heads,
    read_rows,
    rows_of,
    rows_text,
    stored_claims,
)
from sim.report.claims_page.section import NOT_RUN, claim_section, title_of
from sim.studies.batch import batch_files, batch_folder
from sim.studies.judging.many import Judged, luck_of_many
from sim.studies.judging.saying import LISTED, short, tally
from sim.studies.question.experiment import Experiment
from sim.studies.question.read import read_experiment
from sim.studies.question.sections import Section
from sim.studies.store.files import write_bytes
from sim.studies.store.ownership import refuse_other_page
from sim.telling.words import count, listed

CLAIMS = "claims"
"""Name of the shipped batch."""
MARK = "<!-- Made by mutuals from stored verdicts; the next report replaces it. -->"
"""First line of the page, by which it is known to be ours."""
PAGE, TABLE = "claims.md", "claims.csv"

Experiments = Mapping[str, Experiment]
Part = TypeVar("Part", bound=Section)
_SAID = ("who", "when", "said", "why", "given", "leaves_out", "thin", "would_decide")


def write_claims(folder: Path, page: Path | None = None, *, overwrite: bool = False) -> list[Path]:
    """Write the page of claims and its table into a batch's results, and to `page` if named.

    Returns the pages written; none if no study there tests a claim. Pages of ours in the batch's
    own folder are replaced freely, at `page` if `overwrite` is said. Raises ForeignError, with
    nothing written, where a file that is not ours stands in the way.
    """
    rows, experiments = stored_claims(folder)
    if not experiments:
        return []
    known = shipped_claims()
    if all(_same_study(one, known.get(claim)) for claim, one in experiments.items()):
        experiments = known  # so that those not yet run are told as such
    table = rows_text(rows)
    text = claims_text(rows_of(table), experiments)
    places = [folder / PAGE, *([page] if page else [])]
    for place in places:
        may = overwrite or place != page
        _refuse_to_replace(place, text, MARK, may=may)
        _refuse_to_replace(place.with_suffix(".csv"), table, TABLE_BEGINS, may=may)
    for place in places:
        write_bytes(place, text.encode())
        write_bytes(place.with_suffix(".csv"), table.encode())
    return places


def _refuse_to_replace(place: Path, text: str, begins: str, *, may: bool) -> None:
    """Raise ForeignError where a file stands that is not ours, or another of ours unless we may."""
    refuse_other_page(place, begins)
    if place.exists() and not may and place.read_bytes() != text.encode():
        message = f"{place} holds an earlier page; add --overwrite to replace it"
        raise ForeignError(message)


def _same_study(one: Experiment, other: Experiment | None) -> bool:
    return other is not None and one.study.name == other.study.name


def claims_page() -> str:
    """docs/claims.md: the shipped claims with the verdicts of docs/claims.csv."""
    return claims_text(read_rows(CHECKOUT / "docs" / TABLE), shipped_claims())


def shipped_claims() -> dict[str, Experiment]:
    """The shipped experiments that test a claim, by the claim's id, in the order of the files."""
    folder = batch_folder(CLAIMS)
    read = [read_experiment(path) for path in batch_files(folder)] if folder else []
    return {one.claim.id: one for one in read if one.claim is not None}


def claims_text(rows: Sequence[ClaimRow], experiments: Experiments) -> str:
    """The page as Markdown, in which every text of an experiment is text."""
    rows = [
        replace(row, statement=as_markdown(row.statement), reason=as_markdown(row.reason))
        for row in rows
    ]
    experiments = {claim: _in_markdown(one) for claim, one in experiments.items()}
    lines = [*_opening(rows, experiments), *_summary(rows, experiments)]
    for claim, experiment in experiments.items():
        lines += claim_section(experiment, [row for row in rows if row.claim == claim])
    return "\n".join(lines).rstrip() + "\n"


def _in_markdown(experiment: Experiment) -> Experiment:
    """The experiment with all the page says of it escaped."""

    def escaped(part: Part, *names: str) -> Part:
        return part.model_copy(update={name: as_markdown(getattr(part, name)) for name in names})

    return experiment.model_copy(
        update={
            "study": escaped(experiment.study, "title"),
            "claim": experiment.claim and escaped(experiment.claim, *_SAID),
            "arms": tuple(escaped(arm, "title") for arm in experiment.arms),
            "settings": tuple(escaped(one, "title") for one in experiment.settings),
            "hypotheses": tuple(
                escaped(one, "statement", "population") for one in experiment.hypotheses
            ),
        }
    )


def _opening(rows: Sequence[ClaimRow], experiments: Experiments) -> list[str]:
    wholes = heads(rows)
    found = tally(row.words for row in wholes.values())
    dates = sorted({row.written for row in rows})
    made = f"Runs made {' to '.join(dict.fromkeys((dates[0], dates[-1])))}. " if dates else ""
    if commits := sorted({row.commit for row in rows} - {""}):
        made = (
            f"{made[:-2]}, at commit {listed(commits)}; the model's changes since are not in them. "
        )
    left = len(experiments) - len(wholes)
    said = f"{made}Of {len(experiments)} claims: {found or 'none judged'}"
    said += f"; {count(left, 'claim')} {NOT_RUN}." if left else "."
    is_shipped = list(experiments) == list(shipped_claims())
    turns = _TURNS if is_shipped else ""
    quick = ["", "**A quick trial on small worlds: these verdicts mean nothing.**"]
    return [
        MARK,
        "",
        "# Who said what, and what the model says",
        "",
        f"Verdicts are {LISTED};{turns} a verdict over plausible worlds is to come.",
        "",
        *(_ABOUT_SHIPPED if is_shipped else _ABOUT_ANY),
        "",
        said,
        *_luck(rows),
        *(quick if any(row.quick == "yes" for row in rows) else []),
        "",
        *_HOW_TO_READ,
        "",
    ]


def _luck(rows: Sequence[ClaimRow]) -> list[str]:
    """What luck alone would decide of so many verdicts."""
    judged = [
        Judged(f"{row.hypothesis} at {row.setting}", row.verdict, row.chance, row.confidence)
        for row in rows
        if row.kind == WHOLE
    ]
    said = luck_of_many(judged)
    return ["", f"**Luck of many.** {said}"] if said else []


_TURNS = (
    " H1a of the main study, which C1 puts on short contracts, turns with who is counted and with "
    "contract length;"
)
_ABOUT_SHIPPED = (
    "Twenty claims made in public about mutuals in children's services, from 2010 to 2013, most",
    "of them in two reports by Joe Lepper for Children & Young People Now. They are given in our",
    "words; see the reports for theirs. Each is put as a hypothesis with a threshold, written",
    "into its file in `experiments/claims` with the reason, before its first run; C8, C10, C13 and",
    "C14 were put anew on 29 November 2026, when the first answers were known (each says how).",
    "C1 to C4 are in part also asked by the main study, whose answers were known: they keep its",
    "thresholds, and the same question is answered by the same runs.",
    "",
    "This page is made from stored results: `mutuals study claims` makes the runs, and then",
    "`mutuals report results/claims --page docs/claims.md --overwrite` this page, whose numbers",
    "stand in `docs/claims.csv`.",
)
_ABOUT_ANY = (
    "Each claim is put as a hypothesis with a threshold, written down with its reason before its",
    "first run. The numbers stand in the table beside this page.",
)
_HOW_TO_READ = (
    "**How to read it.** A claim *follows* if the whole 95% interval lies on its side of the",
    "threshold, *does not follow* if all of it lies on the other, else it *cannot be told*: these",
    "runs are too few or the number lies on the line, which is no evidence that nothing is there.",
    "Each is looked at again with its thinnest number at both ends of what is plausible, in fewer",
    "runs: where it follows at one of these settings and not at another, it *hangs on one",
    "assumption*, which is named. *Taken as given* is what the model assumes to begin with; of",
    "such a claim it is asked what would follow. None of these words is a judgement on whoever",
    "said it. Where a claim has several parts, its measure is the one on which the verdict turns.",
    "Intervals cover luck, not what is assumed. *As good as on the threshold* means that the 90%",
    "interval lies within the smallest effect that matters of it.",
)


def _summary(rows: Sequence[ClaimRow], experiments: Experiments) -> list[str]:
    answers = heads(rows)
    lines = [
        "| claim | who | verdict | measure | estimate (95%) | threshold "
        "| at its thin ends, or what follows |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for claim, experiment in experiments.items():
        title = f"[{title_of(experiment)}](#{claim.lower()})"
        who = experiment.claim.who if experiment.claim else ""
        head = answers.get(claim)
        if head is None:
            lines.append(f"| {title} | {who} | {NOT_RUN} | | | | |")
            continue
        ends = _what_follows(claim, rows) if _is_given(experiment) else _at_ends(claim, rows)
        measure = outcome_words(head.outcome)
        cells = (title, who, head.words, measure, span(head), bar(head), ", ".join(ends))
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, ""]


def _is_given(experiment: Experiment) -> bool:
    return experiment.claim is not None and experiment.claim.taken_as_given


def _at_ends(claim: str, rows: Sequence[ClaimRow]) -> list[str]:
    """The words where the thinnest number lies at its ends."""
    return [
        short(row.words)
        for row in rows
        if row.hypothesis == claim and row.kind == WHOLE and not row.is_base
    ]


def _what_follows(claim: str, rows: Sequence[ClaimRow]) -> list[str]:
    """The words of what is asked of a claim that is an input."""
    return [
        f"{row.hypothesis} {short(row.words)}"
        for row in rows
        if row.claim == claim and row.hypothesis != claim and row.kind == WHOLE and row.is_base
    ]
