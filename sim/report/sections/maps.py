"""The maps: who holds most of each council's service, at the start and at the end."""

from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from sim.errors import MutualsError
from sim.registry.councils import load_councils
from sim.registry.shipped import shipped_folder
from sim.registry.words import KIND_TITLES, SERVICE_TITLES
from sim.report.drawing.charts import Style
from sim.report.drawing.hexagons import Holder, hexagon_map
from sim.report.drawing.markup import element, together
from sim.report.drawing.tables import behind
from sim.report.sections.figures import NOTHING, key
from sim.report.stored import Stored
from sim.telling.words import calendar_year, inside, is_known

COLUMNS = ("code", "name", "region", "hex_col", "hex_row")


@dataclass(frozen=True)
class ServiceMaps:
    """Two maps of one service, and how many councils each kind leads in them."""

    service: str
    years: tuple[int, int]
    maps: tuple[Markup, Markup]
    leads: dict[str, tuple[int, int]]


def council_table(codes: set[str]) -> pd.DataFrame:
    """The shipped table of councils that knows most of these codes, cut down to them."""
    best = pd.DataFrame(columns=list(COLUMNS))
    for path in sorted((shipped_folder("scenarios") / "data").glob("*.csv")):
        try:
            found = load_councils(path)
        except MutualsError:
            continue
        values = (found.codes, found.names, found.regions, found.hex_col, found.hex_row)
        table = pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))
        table = table[table["code"].isin(codes)]
        best = table if len(table) > len(best) else best
    return best


def service_maps(stored: Stored) -> list[ServiceMaps]:
    """Start and end of every service, from one run of the base arm; empty without holders."""
    rows = stored.rows("holders", stored.base_arm)
    if rows.empty or "kind" not in rows:
        return []
    rows = rows[rows["replication"] == rows["replication"].min()]
    councils = council_table(set(rows["council"].astype(str)))
    if councils.empty:
        return []
    found = []
    for service in SERVICE_TITLES:
        own = rows[rows["service"] == service]
        if len(own):
            found.append(_pair(service, own, councils))
    return found


def _pair(service: str, rows: pd.DataFrame, councils: pd.DataFrame) -> ServiceMaps:
    """Both maps of one service."""
    months = (int(rows["month"].min()), int(rows["month"].max()))
    years = (int(calendar_year(months[0])), int(calendar_year(months[1])))
    moments = [_holders(rows[rows["month"] == month]) for month in months]
    leads = {kind: (_count(moments[0], kind), _count(moments[1], kind)) for kind in KIND_TITLES}
    drawn = [
        hexagon_map(councils, holders, _described(service, year, holders))
        for holders, year in zip(moments, years, strict=True)
    ]
    return ServiceMaps(service, years, (drawn[0], drawn[1]), leads)


def _holders(rows: pd.DataFrame) -> dict[str, Holder]:
    """Largest holder by council."""
    names = rows["name"] if "name" in rows else rows["organisation"]
    shares = rows["share"] if "share" in rows else [None] * len(rows)
    return {
        str(council): Holder(str(name), str(kind), share if is_known(share) else None)
        for council, name, kind, share in zip(
            rows["council"], names, rows["kind"], shares, strict=True
        )
    }


def _count(holders: dict[str, Holder], kind: str) -> int:
    """Councils in which this kind is the largest holder."""
    return sum(holder.kind == kind for holder in holders.values())


def _described(service: str, year: int, holders: dict[str, Holder]) -> str:
    """The map in words, for those who cannot see it."""
    counts = [f"{KIND_TITLES[kind]} {_count(holders, kind)}" for kind in KIND_TITLES]
    return f"{SERVICE_TITLES[service]}, {year}. Councils by largest holder: {', '.join(counts)}."


def maps_in_words(maps: list[ServiceMaps]) -> str:
    """Where private groups gained and lost most councils."""
    gains = {m.service: m.leads["group"][1] - m.leads["group"][0] for m in maps}
    most = max(maps, key=lambda m: gains[m.service])
    before, after = most.leads["group"]
    gained = sum(gains.values())
    change = "more" if gained >= 0 else "fewer"
    return (
        f"In this one run private groups end as the largest holder of {abs(gained)} {change} "
        "council services than they began with; the largest change is in "
        f"{inside(SERVICE_TITLES[most.service])}, from {before} councils to {after}."
    )


def map_grid(maps: list[ServiceMaps]) -> Markup:
    """All pairs, one a service."""
    return element("div", *(_shown(pair) for pair in maps), class_="maps")


def _shown(pair: ServiceMaps) -> Markup:
    """One pair with its years beneath."""
    halves = [
        element("div", drawing, element("span", str(year), class_="year"))
        for drawing, year in zip(pair.maps, pair.years, strict=True)
    ]
    return element(
        "section",
        element("h4", SERVICE_TITLES[pair.service]),
        element("div", *halves, class_="pair"),
    )


def map_numbers(maps: list[ServiceMaps]) -> Markup:
    """Councils by kind of largest holder, start and end."""
    rows = [
        [
            SERVICE_TITLES[m.service],
            *(f"{a} → {b}" for a, b in (m.leads[kind] for kind in KIND_TITLES)),
        ]
        for m in maps
    ]
    headings = ["", *KIND_TITLES.values()]
    return behind("Councils by kind of largest holder, start → end", headings, rows)


def maps_section(pairs: list[ServiceMaps]) -> Markup:
    """Maps of every service, or a sentence if there are none."""
    if not pairs:
        return element("p", f"{NOTHING}: the holders of each council.", class_="missing")
    words = maps_in_words(pairs)
    return together(
        element("p", element("b", "In words: "), inside(words), class_="words"),
        key([Style(title, kind) for kind, title in KIND_TITLES.items()]),
        map_grid(pairs),
        element(
            "p",
            "Each hexagon is a council, coloured by the kind of its largest holder by value. "
            "One run of the base arm; point at a hexagon for its name and holder.",
            class_="note",
        ),
        map_numbers(pairs),
    )
