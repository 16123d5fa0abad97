"""The pages on the cases, made from stored runs: docs/cases/NAME.md and an overview."""

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from docs.make.cases.case import LEPPER_2010, LEPPER_2013, Arm, Case, Fact, Measure, arms_of
from docs.make.cases.catalogue import CASES
from docs.make.cases.runs import Row
from sim.model.state.codes import ENDINGS
from sim.registry.words import ENDING_WORDS
from sim.statistics.intervals import Interval, mean_interval, paired_difference
from sim.telling.life import money

CONFIDENCE = 0.95
HALF_UNIT = 10
"""Below this a plain number is shown with a decimal."""
ARTICLES = {
    LEPPER_2010: "Joe Lepper, Children & Young People Now, 2010",
    LEPPER_2013: "Joe Lepper, Children & Young People Now, 2013",
}
MADE = "`python -m docs.make.cases` makes this page from [stored runs](runs.csv)"

Runs = dict[tuple[str, str, str], dict[int, float]]
"""Values by seed, by case, arm and measure."""


def by_measure(rows: Iterable[Row]) -> Runs:
    """Stored runs in the form the pages read."""
    runs: Runs = {}
    for row in rows:
        runs.setdefault((row.case, row.arm, row.measure), {})[row.seed] = row.value
    return runs


def overview(runs: Runs) -> str:
    """The list of cases, with how many runs each page rests on."""
    lines = [
        "# Cases",
        "",
        "Cases of 2010 to 2013 as worlds that run. Each page says what is fact, what is assumed",
        "and what the model shows. A world has its case's name: `mutuals run sandwell`; every",
        "command that takes a world takes it.",
        "",
        "| case | world | runs |",
        "|---|---|---|",
    ]
    for case in CASES:
        seeds = _seeds(runs, case)
        arms = len(arms_of(case))
        cells = f"{len(seeds)} seeds in {arms} arms" if seeds else "none yet"
        lines.append(f"| [{case.title}]({case.name}.md) | `{case.name}` | {cells} |")
    return "\n".join([*lines, "", *_ABOUT, ""])


_ABOUT = (
    "The national picture of early 2013 (66 mutuals launched since 2010, 35 in the pipeline, a",
    "third of calls to the information service about children and young people; E52) stands",
    "behind the opening of `england`; that a third of the mutuals are children's is assumed. It",
    "has Sandwell Inspired Partnership Services, Epic, 3BM, Evolve YP and the Young Lambeth",
    "Co-operative by name in their councils, at the size known or assumed of each. A case world",
    "has the same figures and leaves the other named mutuals out. What is not a contract with a",
    "council is not made one: customers who renew, grants and commissioning are mechanisms of",
    "their own ([the model](../odd.md), 7.19 and 7.20).",
    "",
    "What the pages show follows from assumptions, most of which nobody has measured; it is no",
    "statement about the real bodies. Intervals (95%) cover luck alone. Made by",
    "`python -m docs.make.cases`, which runs what is missing and writes the pages; `--again` runs",
    "all anew.",
)


def page(case: Case, runs: Runs) -> str:
    """The page of one case."""
    seeds = _seeds(runs, case)
    return "\n".join(
        [
            f"# {case.title}",
            "",
            case.story,
            "",
            f"World: `scenarios/{case.name}.toml`, run as `mutuals run {case.name}`.",
            "",
            *("## Fact", "", *_facts(case.facts), ""),
            *("## Assumed", "", *(f"- {one}" for one in case.assumed), ""),
            *("## What the model shows", "", *_shown(case, runs, seeds), ""),
            *("## Left out", "", *(f"- {one}" for one in case.left_out), ""),
        ]
    )


def _seeds(runs: Runs, case: Case) -> list[int]:
    """Seeds that every arm of a case has."""
    first = case.measures[0].name
    found = [set(runs.get((case.name, arm.name, first), {})) for arm in arms_of(case)]
    return sorted(set.intersection(*found))


def _facts(facts: Sequence[Fact]) -> Iterator[str]:
    yield from ("| known | in the world | source |", "|---|---|---|")
    for fact in facts:
        yield f"| {fact.says} | {fact.place} | {ARTICLES.get(fact.source, fact.source)} |"


def _shown(case: Case, runs: Runs, seeds: list[int]) -> Iterator[str]:
    if not seeds:
        yield "No runs are stored yet."
        return
    arms = arms_of(case)
    told = f"seeds {seeds[0]} to {seeds[-1]}"
    yield f"{len(seeds)} runs of {case.years} years an arm ({told}), the same luck in every arm."
    yield "In brackets the 95% interval over luck; an arm that differs from the first beyond luck"
    yield "(paired by seed) is marked *."
    if case.mutuals:
        yield "What becomes of a body here is made up by the model and says nothing of a real one."
    yield ""
    yield _row(["", *(arm.title for arm in arms)])
    yield _row(["---", *("---:" for _ in arms)])
    for measure in case.measures:
        yield _row([measure.says, *(_cell(case, arm, measure, runs, seeds) for arm in arms)])
    for name in case.mutuals:
        yield ""
        yield f"How {name} ends within {case.years} years in these runs:"
        yield ""
        yield from (f"- {arm.title}: {_endings(case, arm, name, runs, seeds)}" for arm in arms)
    yield ""
    yield f"{MADE}."


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(case: Case, arm: Arm, measure: Measure, runs: Runs, seeds: list[int]) -> str:
    values = _values(case, arm, measure.name, runs, seeds)
    if np.isnan(values).all():
        return "-"
    if measure.kind == "chance":
        low, high = wilson(int(np.nansum(values)), len(values))
        text = f"{np.nansum(values):.0f} of {len(values)} ({low:.0%} to {high:.0%})"
    else:
        text = _interval(mean_interval(values, CONFIDENCE), measure.kind)
    base = _values(case, arms_of(case)[0], measure.name, runs, seeds)
    return text + (" *" if _differs(values, base) else "")


def _values(case: Case, arm: Arm, measure: str, runs: Runs, seeds: list[int]) -> np.ndarray:
    found = runs.get((case.name, arm.name, measure), {})
    return np.array([found.get(seed, math.nan) for seed in seeds])


def _differs(values: np.ndarray, base: np.ndarray) -> bool:
    """Whether two arms differ beyond luck, over runs in which both have a value."""
    both = ~np.isnan(values) & ~np.isnan(base)
    gap = paired_difference(values[both], base[both], CONFIDENCE)
    return gap.is_known and (gap.low > 0 or gap.high < 0)


def wilson(hits: int, runs: int) -> tuple[float, float]:
    """Interval of a chance seen as so many hits in so many runs, 95% (Wilson 1927).

    >>> tuple(round(bound, 3) for bound in wilson(0, 16))
    (0.0, 0.194)
    """
    share, z2 = hits / runs, NORMAL_95**2
    centre = (share + z2 / (2 * runs)) / (1 + z2 / runs)
    spread = math.sqrt(share * (1 - share) / runs + z2 / (4 * runs**2))
    reach = NORMAL_95 * spread / (1 + z2 / runs)
    return max(centre - reach, 0.0), min(centre + reach, 1.0)


NORMAL_95 = 1.959964
"""Standard errors on either side that hold 95% of a normal distribution."""


def _interval(found: Interval, kind: str) -> str:
    shown = _form(found.estimate, kind)
    if not found.is_known or found.low == found.high:
        return shown
    return f"{shown} ({_form(found.low, kind)} to {_form(found.high, kind)})"


def _form(value: float, kind: str) -> str:
    if kind == "share":
        return f"{value:.0%}"
    if kind == "rate":
        return f"{value:.1%}"
    if kind == "money":
        return money(value)
    return f"{value:.1f}" if abs(value) < HALF_UNIT else f"{value:,.0f}"


def _endings(case: Case, arm: Arm, name: str, runs: Runs, seeds: list[int]) -> str:
    codes = _values(case, arm, f"{name}: ending", runs, seeds)
    told = []
    for code, ending in enumerate(ENDINGS):
        times = int((codes == code).sum())
        if times:
            clause = ENDING_WORDS[ending].clause if ending else "still independent"
            told.append(f"{clause}: {times}")
    missing = int(np.isnan(codes).sum())
    told += [f"never founded: {missing}"] if missing else []
    return "; ".join(told)
