"""How one assumption is written down: value, unit, bounds, range, basis, source, one sentence.

Every leaf of the world is made by one of the functions below, so no number can enter
the model without saying what it is, how far it might be off, and who says so. A declaration is
a row: name, type, how well it is known, default, plausible range, unit, meaning, bounds, source.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Basis = Literal["measured", "estimated", "assumed"]
"""Grades of evidence: seen about this sector; seen elsewhere or derived; or simply assumed."""

SHARE = (0, 1)
"""Bounds of a share."""


class Section(BaseModel):
    """A group of assumptions about one policy area. Frozen; unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def number(  # noqa: PLR0913 - each says one thing about the number
    default: float,
    plausible: tuple[float, float],
    unit: str,
    says: str,
    *,
    within: tuple[float | None, float | None] = (0, None),
    basis: Basis = "assumed",
    source: str = "",
) -> Any:
    """Declare a number.

    plausible: the range to sweep. within: hard bounds, beyond which it means nothing. source: rows
    of the evidence table ("E76 E79") or, for an assumption, why. The type is the annotation.
    """
    least, most = within
    return Field(
        default=default,
        ge=least,
        le=most,
        allow_inf_nan=False,
        description=says,
        json_schema_extra={
            "unit": unit,
            "low": plausible[0],
            "high": plausible[1],
            "basis": basis,
            "source": source,
        },
    )


measured = partial(number, basis="measured")
estimated = partial(number, basis="estimated")
assumed = partial(number, basis="assumed")


def column(
    unit: str, says: str, within: tuple[float | None, float | None] = (0, None)
) -> Callable[..., Any]:
    """Call what declares a number that several sections have, such as the pay of each service.

    Each then gives its default and plausible range, and its basis and source if not just assumed.
    """

    def declare(
        default: float,
        plausible: tuple[float, float],
        basis: Basis = "assumed",
        source: str = "",
    ) -> Any:
        return number(default, plausible, unit, says, within=within, basis=basis, source=source)

    return declare


def switch(default: bool, says: str, *, source: str = "") -> Any:  # noqa: FBT001
    """Declare a mechanism or policy that is on or off."""
    return Field(
        default=default,
        description=says,
        json_schema_extra={
            "unit": "on or off",
            "low": False,
            "high": True,
            "basis": "assumed",
            "source": source,
        },
    )


def choice(default: str, says: str, *, source: str = "") -> Any:
    """Declare a rule chosen by name; the allowed names are the Literal annotation of the field."""
    return Field(
        default=default,
        description=says,
        json_schema_extra={
            "unit": "name",
            "low": None,
            "high": None,
            "basis": "assumed",
            "source": source,
        },
    )


def lever(
    declared: Any, *, moves: str, beside: str = "", compared: tuple[Any, Any] = (False, True)
) -> Any:
    """Call a number, switch or choice a lever: something that a council or a government could set.

    moves: the outcomes it should move, three at most, named before anybody looks;
    `docs/make/effects.py` measures them. beside: paths of the parameters that say what it amounts
    to. compared: off and on, the two values that are measured against each other.
    """
    off, on = compared
    about = {"moves": moves, "beside": beside, "off": off, "on": on}
    declared.json_schema_extra.update(about)
    return declared


def fact(default: Any, says: str) -> Any:
    """Declare what is no assumption to vary: a name, a date, a table of real bodies."""
    return Field(
        default=default, description=says, json_schema_extra={"unit": "fact", "basis": "measured"}
    )
