"""The parameter table: every number, switch and choice of the world with what is known of it.

One registry, several readers: `mutuals parameters`, README, dashboard and sweeps.
"""

import csv
import io
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from sim.registry.fields import Section
from sim.registry.walk import Leaf, leaves, plain_number

if TYPE_CHECKING:
    import pandas as pd

FACT, ASSUMED = "fact", "assumed"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One assumption as the schema declares it."""

    path: str
    type: str
    """"int", "float", "bool", or "name" for a rule chosen by name."""
    unit: str
    default: Any
    low: Any
    """Lower end of the plausible range: the sweep's bound. None for a choice."""
    high: Any
    least: float | None
    """Hard bound below which the value means nothing; None where there is none."""
    most: float | None
    basis: str
    """"measured", "estimated" or "assumed"."""
    source: str
    meaning: str
    lever: bool
    """Whether a council or a government could set it."""


def parameter_list(kind: type[Section] | None = None) -> list[Parameter]:
    """Every parameter of a class of world (the shipped one if none is given), in its order.

    Facts, such as names and tables of real bodies, are no parameters.
    """
    return [_parameter(leaf) for leaf in leaves(kind or _shipped_world()) if leaf.unit != FACT]


def parameters(kind: type[Section] | None = None) -> "pd.DataFrame":
    """Every parameter as a table, one row each; the columns are the fields of `Parameter`."""
    import pandas as pd

    return pd.DataFrame(
        [asdict(row) for row in parameter_list(kind)],
        columns=[field.name for field in fields(Parameter)],
    )


def parameters_csv(kind: type[Section] | None = None) -> str:
    """Every parameter as CSV text with a heading, numbers as people write them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(Parameter))
    for row in parameter_list(kind):
        writer.writerow(_written(value) for value in asdict(row).values())
    return text.getvalue()


def _shipped_world() -> type[Section]:
    from sim.registry.world import World

    return World


def _parameter(leaf: Leaf) -> Parameter:
    about, (least, most) = leaf.about, leaf.bounds
    kind = "name" if leaf.names else getattr(leaf.annotation, "__name__", str(leaf.annotation))
    return Parameter(
        path=leaf.path,
        type=kind,
        unit=leaf.unit,
        default=leaf.default,
        low=about.get("low"),
        high=about.get("high"),
        least=least,
        most=most,
        basis=str(about.get("basis", "assumed")),
        source=str(about.get("source", "")),
        meaning=leaf.info.description or "",
        lever=leaf.is_lever,
    )


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return plain_number(value)
    return str(value)
