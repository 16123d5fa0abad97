"""How one assumption is written down: value, unit, hard bounds, plausible range, basis, source, one sentence.

Every leaf of the world is made by one of the four functions below, so no number can enter
the model without saying what it is, how far it might be off, and who says so.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Basis = Literal["measured", "estimated", "assumed"]
"""Grades of evidence: seen about this sector and quantity; seen elsewhere or derived; or simply assumed."""


class Section(BaseModel):
    """A group of assumptions about one policy area. Frozen; unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def number(
    default: float,
    plausible: tuple[float, float],
    unit: str,
    says: str,
    *,
    within: tuple[float | None, float | None] = (0, None),
    basis: Basis = "assumed",
    source: str = "",
) -> Any:
    """Declare a number. `plausible` is the sweep's range, `within` the hard bounds beyond which it means nothing.

    `source` names rows of the evidence table ("E76 E79") or, for an assumption, may say why. The value's
    type (int or float) is the annotation of the field.
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


def fact(default: Any, says: str) -> Any:
    """Declare something that is not an assumption to vary: a name, a date, a table of real bodies."""
    return Field(
        default=default, description=says, json_schema_extra={"unit": "fact", "basis": "measured"}
    )
