"""What the pictures show: which lines a chart has, and a month of a run as numbers for the page.

The page draws; this module only says what. Numbers travel as rows, one a month, in the order of
`COLUMNS_SHOWN`, and a map as one character a council.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

from sim.dashboard.play.playing import WatchedRun
from sim.dashboard.play.snapshot import COLUMNS, FATES, Snapshot
from sim.registry.councils import load_councils
from sim.registry.sections.kinds import KINDS
from sim.registry.sections.services import SERVICES
from sim.registry.words import ENDING_TITLES, KIND_TITLES, SERVICE_TITLES
from sim.registry.world import World
from sim.report.drawing.hexagons import hexagon_places
from sim.telling.life import money, percent
from sim.units import MONTHS_PER_YEAR, month_name

DECIMALS = 4
EMPTY = "-"
"""Character of a council in whose service nothing is open."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or one layer of a stack."""

    column: str
    """Series of the snapshots."""
    words: str
    colour: str
    """Name in the palette."""
    weight: str = "plain"
    """"plain", "bold", or "chance" for what chance alone would bring."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of some series."""

    name: str
    title: str
    unit: str
    """"share", "count" or "ratio"."""
    lines: tuple[Line, ...]
    note: str
    is_stack: bool = False
    all_services: bool = False
    """Whether it shows all services together, whichever is chosen."""


def _fate(column: str) -> Line:
    name = column.removeprefix("ended_")
    return Line(column, ENDING_TITLES[name], name)


CHARTS = (
    Chart(
        "shares",
        "Who holds the service",
        "share",
        tuple(
            Line(f"share_{kind}", words, kind, "bold" if kind == "mutual" else "plain")
            for kind, words in KIND_TITLES.items()
        ),
        "Share of the service by yearly value.",
    ),
    Chart(
        "top4",
        "Four largest suppliers, and chance",
        "share",
        (
            Line("top4_share_pool", "Four largest", "ink", "bold"),
            Line("null_drift", "Chance, shares drifting", "drift", "chance"),
            Line("null_frozen", "Chance, opening shares", "frozen", "chance"),
        ),
        "Share of what is bought outside, at the opening size of the market, once a year; beside "
        "it what drawing winners by lot would bring.",
    ),
    Chart(
        "fates",
        "Mutuals: alive, and how the others ended",
        "count",
        (Line("mutuals_alive", "Independent", "mutual", "bold"), *(_fate(fate) for fate in FATES)),
        "Number of mutuals, all services together.",
        is_stack=True,
        all_services=True,
    ),
    Chart(
        "leaving",
        "Staff who leave",
        "share",
        (
            Line("leaving_protected", "On protected terms", "first_holders"),
            Line("leaving_new_terms", "On the employer’s own terms", "new_staff"),
        ),
        "A year, of outside providers’ staff, over the last twelve months.",
    ),
    Chart(
        "gap",
        "Reward gap between the two tiers",
        "ratio",
        (Line("reward_gap", "Council terms less new terms", "drift", "bold"),),
        "Pay and pension, as a part of the council’s.",
    ),
)
COLUMNS_SHOWN = tuple((line.column, chart.all_services) for chart in CHARTS for line in chart.lines)


def charts_for_page() -> list[dict[str, Any]]:
    """Every chart as the page is told of it."""
    return [asdict(chart) for chart in CHARTS]


def places_for_page(world: World) -> dict[str, Any]:
    """Where the hexagons lie: the box around them, and for each council its name and outline."""
    table = load_councils(world.place.table, world.place.keep or None)
    box, outlines = hexagon_places(table.hex_col, table.hex_row)
    return {"box": box, "names": list(table.names), "outlines": outlines}


def rows(run: WatchedRun, service: int, first: int, last: int) -> list[list[float | None]]:
    """The months from one to another, both included, as rows of `COLUMNS_SHOWN`."""
    return [_row(run.snapshots[month], service) for month in range(first, last + 1)]


_PLACES = tuple((COLUMNS.index(column), everywhere) for column, everywhere in COLUMNS_SHOWN)


def _row(snapshot: Snapshot, service: int) -> list[float | None]:
    values = (
        float(snapshot.series[place, -1 if everywhere else service])
        for place, everywhere in _PLACES
    )
    return [None if math.isnan(value) else round(value, DECIMALS) for value in values]


def map_of(snapshot: Snapshot, service: int) -> str:
    """One character a council: the kind of its largest holder, as its place in `KINDS`."""
    holders = snapshot.cells.holder[:, service]
    return "".join(EMPTY if row < 0 else str(snapshot.kinds[row]) for row in holders.tolist())


def differing(runs: tuple[WatchedRun, WatchedRun], month: int, service: int) -> str:
    """One character a council: "1" where the two runs have different largest holders."""
    one, other = (_labels(run, run.snapshots[month], service) for run in runs)
    return "".join("01"[a != b] for a, b in zip(one, other, strict=True))


def _labels(run: WatchedRun, snapshot: Snapshot, service: int) -> list[str]:
    rows_held = snapshot.cells.holder[:, service].tolist()
    return [run.labels[row] if row >= 0 else "" for row in rows_held]


def facts(run: WatchedRun, month: int, service: int, council: int) -> list[list[str]]:
    """What is known of one cell of the map: pairs of a term and what it is, first the holder."""
    snapshot = run.snapshots[month]
    cells = snapshot.cells
    row = int(cells.holder[council, service])
    if row < 0:
        return [["Largest holder", "nothing is open here"]]
    price, left = cells.price[council, service], cells.months_left[council, service]
    new_terms = cells.new_terms[council, service]
    kind = KIND_TITLES[KINDS[int(snapshot.kinds[row])]]
    return [
        ["Largest holder", f"{run.names[row]} ({kind.lower()})"],
        ["Holds", f"{percent(float(cells.share[council, service]))} of the value"],
        ["Price", "at cost" if math.isnan(price) else f"{money(float(price))} a post and year"],
        ["First contract ends", "no term" if math.isnan(left) else in_months(int(left))],
        ["Staff in post", f"{int(cells.staff[council, service]):,}"],
        ["On new terms", "nobody" if math.isnan(new_terms) else percent(float(new_terms))],
    ]


def in_months(months: int) -> str:
    """A time to come, as people say it.

    >>> in_months(0), in_months(1), in_months(30)
    ('this month', 'in 1 month', 'in 2 years 6 months')
    """
    if months <= 0:
        return "this month"
    years, rest = divmod(months, MONTHS_PER_YEAR)
    said = [_counted(years, "year")] * bool(years) + [_counted(rest, "month")] * bool(rest)
    return f"in {' '.join(said)}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def holder_label(run: WatchedRun, month: int, service: int, council: int) -> str | None:
    """Label of a cell's largest holder, to follow its life; None where nothing is open."""
    row = int(run.snapshots[month].cells.holder[council, service])
    return run.labels[row] if row >= 0 else None


def in_words(run: WatchedRun, month: int, service: int) -> str:
    """The map for those who cannot see it: how many councils each kind leads in."""
    kinds = map_of(run.snapshots[month], service)
    leads = [f"{words} {kinds.count(str(code))}" for code, words in enumerate(KIND_TITLES.values())]
    name = SERVICE_TITLES[SERVICES[service]]
    return f"{name}, {date(run, month)}. Councils by largest holder: {', '.join(leads)}."


def date(run: WatchedRun, month: int) -> str:
    """Calendar name of a month of a run."""
    return month_name(month, run.world.time.start_year, run.world.time.start_month)
