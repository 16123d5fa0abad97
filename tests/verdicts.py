"""Verdicts and estimates made up for tests: whole, whatever little is said of them."""

from typing import Any

from sim.studies.store.verdict import ToldVerdict

STANDARD: dict[str, Any] = {
    "id": "H", "statement": "x is large", "setting": "base", "verdict": "undecided",
    "estimate": 0.5, "low": 0.4, "high": 0.6, "threshold": 0.5, "confidence": 0.95, "runs": 10,
    "smallest_effect": None, "equivalence": None, "no_effect": None, "outcome": "x",
    "comparison": "level", "direction": "at least", "reason": "", "chance_supported": 0.5,
    "chance_refuted": 0.5, "pairing_gain": None, "interval": "number of runs fixed beforehand",
    "parts": [],
}  # fmt: skip
"""What verdict.json says of every claim and part, in its order."""


def told(**says: Any) -> ToldVerdict:
    """A verdict of which this is said, and else what is standard."""
    return ToldVerdict(**{**STANDARD, "parts": (), **says})


def stored(record: dict[str, Any], **about: Any) -> dict[str, Any]:
    """A verdict as in verdict.json; its parts take over what they do not say themselves."""
    whole = {**STANDARD, **about, **record}
    taken = {name: value for name, value in whole.items() if name != "parts"}
    return {**whole, "parts": [stored(part, **taken) for part in whole["parts"]]}
