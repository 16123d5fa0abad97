"""The pages of documentation that are made from tables: parameters, outcomes, mechanisms, evidence.

Edit the schema, the catalogue of outcomes or the table of evidence, never the pages. To write all
of them anew: `python -m docs.make.pages`, or `make pages`.
"""

from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType
from typing import Any, get_args

from docs.make.lever_page import levers_page
from docs.make.mechanism_pages import filled, mechanisms_page
from docs.make.mechanism_pages import pages as pages_of_mechanisms
from sim.model.record.catalogue import ENDS, SERIES
from sim.model.record.outcome import Outcome
from sim.model.state.events import EVENTS, NUMBERS
from sim.registry.evidence import evidence_page
from sim.registry.fields import Section
from sim.registry.sections.services import SERVICES
from sim.registry.shipped import CHECKOUT
from sim.registry.table import FACT, parameter_list
from sim.registry.walk import Leaf, is_section, leaves, plain_number
from sim.registry.words import SERVICE_TITLES
from sim.registry.world import World
from sim.report.claims_page.page import claims_page
from sim.telling.words import listed

NOTHING = "-"
PARAMETER_HEADING = ("parameter", "default", "plausible range", "unit", "basis", "evidence", "what")
OUTCOME_HEADING = ("outcome", "unit", "formula", "meaning")
LIST_HEADING = ("field", "default", "unit", "what")


def parameters_page() -> str:
    """Every parameter of the world as a page of Markdown: docs/parameters.md."""
    rows = parameter_list()
    grades = [f"{sum(row.basis == grade for row in rows)} {grade}" for grade in _GRADES]
    counted = f"{len(rows)} parameters: {', '.join(grades)}; switches count as assumed."
    lines = [*_ABOUT_PARAMETERS, counted, ""]
    for name, info in World.model_fields.items():
        if is_section(info.annotation) and name != "services":
            lines += _section(name, info.annotation)
        elif name == "services":
            lines += _services()
    lines += _lists()
    return "\n".join(lines)


def outcomes_page() -> str:
    """Every outcome of a run as a page of Markdown: docs/outcomes.md."""
    kinds = {kind: [one for one in SERIES if one.kind == kind] for kind in ("stock", "flow")}
    return "\n".join(
        [
            *_ABOUT_OUTCOMES,
            *("## Series: levels", "", *_outcome_table(kinds["stock"]), ""),
            *("## Series: amounts of a month", "", *_outcome_table(kinds["flow"]), ""),
            *("## End outcomes, one number a run", "", *_outcome_table(ENDS), ""),
            *("## Events", "", *_ABOUT_EVENTS, *_event_tables()),
        ]
    )


PAGES: MappingProxyType[str, Callable[[], str]] = MappingProxyType(
    {
        "parameters.md": parameters_page,
        "outcomes.md": outcomes_page,
        "evidence.md": evidence_page,
        "mechanisms.md": mechanisms_page,
        "levers.md": levers_page,
        "claims.md": claims_page,
    }
)
"""The pages of docs/ that are made, by name."""


def write_pages() -> None:
    """Write every made page into docs/ of the checkout, and fill the pages of mechanisms."""
    for path in pages_of_mechanisms():
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    for name, page in PAGES.items():
        (CHECKOUT / "docs" / name).write_text(page(), encoding="utf-8")


_GRADES = ("measured", "estimated", "assumed")

_ABOUT_PARAMETERS = (
    "# Parameters",
    "",
    "Every number, switch and choice of the model, with what is known of it. A scenario sets any",
    "of them by its path, such as `market.contract_months`. The plausible range says how far the",
    "default might be off; beyond the hard bounds (`least` and `most` in the table that",
    "`sim.parameters()` returns) a value is refused. *Measured* is seen about this sector and this",
    "very quantity, *estimated* seen elsewhere, in summary, or derived, *assumed* neither. What",
    "stands under evidence are rows of [the evidence table](evidence.md).",
    "",
    "This page is made from the schema in `sim/registry/` by `docs/make/pages.py`: edit the",
    "schema, then run `make pages`.",
    "",
)
_ABOUT_OUTCOMES = (
    "# Outcomes",
    "",
    "Everything a run reports. *Series* have a value for every month, for each of the five",
    "services and for all together (`service` is `all`). Month 0 is the opening; month 12 stands",
    "after twelve months, and its amounts are those of the month just ended. *End outcomes* are",
    "one number for the whole run; where a name ends in `.SERVICE` there is one for each service,",
    "and `mean_SERIES` stands for the mean of every series. Shares lie between 0 and 1; money is",
    "in pounds sterling (GBP) at 2013 prices; the external market is what council teams do not",
    "hold.",
    "",
    "This page is made from the catalogue in `sim/model/record/catalogue.py`, and the kinds of",
    "event in `sim/model/state/events.py`, by `docs/make/pages.py`: edit these, then run",
    "`make pages`.",
    "",
)
_ABOUT_EVENTS = (
    "`run.events` is the decision log: a line for every decision, with its month, its `kind`,",
    "whom it concerns (`organisation`, and `other`), where (`council`, `service`, `lot`), why",
    "(`because`) and the numbers below, each in a column of its own, empty where a kind of event",
    "does not give it. A study keeps endings and changes of control; a single run keeps all.",
    "",
)


def _section(path: str, kind: Any) -> Iterator[str]:
    """One group of assumptions, then the groups inside it."""
    own = [leaf for leaf in leaves(kind, prefix=f"{path}.") if leaf.path.count(".") == _depth(path)]
    yield from (f"{'#' * (2 + _depth(path) - 1)} `{path}`", "", _saying(kind), "")
    rows = [leaf for leaf in own if leaf.unit != FACT]
    if rows:
        yield from (*_table(PARAMETER_HEADING, map(_parameter_cells, rows)), "")
    facts = [f"`{leaf.path}` ({leaf.info.description})" for leaf in own if leaf.unit == FACT]
    if facts:
        yield from ("Facts, which are no assumptions to vary: " + "; ".join(facts), "")
    for name, info in kind.model_fields.items():
        if is_section(info.annotation):
            yield from _section(f"{path}.{name}", info.annotation)


def _depth(path: str) -> int:
    return path.count(".") + 1


def _services() -> Iterator[str]:
    """The services side by side: each parameter once, with a column for each service."""
    from sim.registry.sections.services import Service

    spoken = ", ".join(f"`{name}` ({title.lower()})" for name, title in SERVICE_TITLES.items())
    yield from ("## `services`", "", "The five services. Paths are `services.NAME.parameter`; the")
    yield f"names are {spoken}."
    yield from ("Each cell holds the default and, in brackets, the plausible range.", "")
    found = {leaf.path: leaf for leaf in leaves(World) if leaf.path.startswith("services.")}
    by_name = [
        [found[f"services.{service}.{name}"] for service in SERVICES]
        for name in Service.model_fields
    ]
    heading = ("parameter", *SERVICES, "unit", "what")
    yield from (*_table(heading, map(_service_cells, by_name)), "")
    yield from ("What the numbers for each service rest on (basis, then rows of evidence):", "")
    yield from (*_table(("parameter", *SERVICES), map(_grounds_cells, by_name)), "")


def _service_cells(row: list[Leaf]) -> list[str]:
    cells = [
        _shown(leaf.default)
        if _range(leaf) == NOTHING
        else f"{_shown(leaf.default)} ({_range(leaf)})"
        for leaf in row
    ]
    return [f"`{_last(row[0])}`", *cells, row[0].unit, row[0].info.description or ""]


def _grounds_cells(row: list[Leaf]) -> list[str]:
    cells = [
        " ".join((str(leaf.about.get("basis", "")), str(leaf.about.get("source", "")))).strip()
        for leaf in row
    ]
    return [f"`{_last(row[0])}`", *cells]


def _lists() -> Iterator[str]:
    """The tables of which a scenario may have several, and the constants that are solved."""
    yield from ("## Lists of tables", "")
    yield "A scenario names real or invented bodies and events in tables that it may repeat."
    yield from ("A list that a scenario gives replaces the one it inherits.", "")
    for name, info in World.model_fields.items():
        inner = next((part for part in get_args(info.annotation) if is_section(part)), None)
        if inner is not None:
            yield from (f"### `[[{name}]]`", "", f"{info.description} {_saying(inner)}", "")
            yield from (*_table(LIST_HEADING, map(_field_cells, leaves(inner))), "")


def _saying(kind: type[Section]) -> str:
    return " ".join((kind.__doc__ or "").split())


def _parameter_cells(leaf: Leaf) -> list[str]:
    basis = NOTHING if isinstance(leaf.default, bool) or leaf.names else str(leaf.about["basis"])
    source = str(leaf.about.get("source", "")) or NOTHING
    unit = ", ".join(leaf.names) if leaf.names else leaf.unit
    cells = [_shown(leaf.default), _range(leaf), unit, basis, source, leaf.info.description or ""]
    return [f"`{leaf.path}`", *cells]


def _field_cells(leaf: Leaf) -> list[str]:
    unit = ", ".join(leaf.names) or leaf.unit
    return [f"`{leaf.path}`", _shown(leaf.default), unit, leaf.info.description or ""]


def _range(leaf: Leaf) -> str:
    low, high = leaf.about.get("low"), leaf.about.get("high")
    if low is None or isinstance(leaf.default, bool):
        return NOTHING
    return f"{_shown(low)} to {_shown(high)}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return plain_number(value)
    return str(value) or NOTHING


def _last(leaf: Leaf) -> str:
    return leaf.path.rpartition(".")[2]


def _outcome_table(outcomes: Iterable[Outcome]) -> list[str]:
    cells = ([f"`{one.name}`", one.unit, one.formula, one.meaning] for one in outcomes)
    return _table(OUTCOME_HEADING, cells)


def _event_tables() -> Iterator[str]:
    """Kinds of event with the numbers that each gives, then the numbers."""
    kinds = (
        [f"`{name}`", one.says, listed([f"`{number}`" for number in one.numbers])]
        for name, one in EVENTS.items()
    )
    yield from (*_table(("event", "meaning", "numbers"), kinds), "")
    numbers = ([f"`{name}`", *said] for name, said in NUMBERS.items())
    yield from (*_table(("number", "unit", "meaning"), numbers), "")


def _table(heading: Iterable[str], rows: Iterable[list[str]]) -> list[str]:
    names = list(heading)
    return [_row(names), _row(["---"] * len(names)), *map(_row, rows)]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    write_pages()
