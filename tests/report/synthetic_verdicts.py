"""Made-up verdicts: every claim of the main study, with a number and how it came out."""

from typing import Any

from sim.registry.sections.services import SERVICES
from tests.verdicts import stored

COMPARED = {
    "H1c": "twin minus base",
    "H1b": "terms_10 minus terms_3",
    "H5": "pay_unfair minus pay_fair",
}
OUTCOMES = {
    "H1a": "independence_10y",
    "H1b": "restricted_mean_years_14",
    "H1c": "independence_10y",
    "H2a": "taken_over_10y",
    "H2b": "lost_to_group_10y",
    "H2c": "endings_by_group_share",
    "H3a": "top4_rise_beyond_frozen.{service}",
    "H3b": "top4_end.homes",
    "H4": "homes_top10_change_8_12",
    "H5": "leaving_first_holders",
}
Record = dict[str, Any]


def _part(identity: str, values: tuple[float, float, float], runs: int) -> Record:
    estimate, half, threshold = values
    return {
        "id": identity,
        "estimate": estimate,
        "low": estimate - half,
        "high": estimate + half,
        "threshold": threshold,
        "confidence": 0.95,
        "runs": runs,
    }


CLAIMS: dict[str, tuple[str, str, tuple[float, float, float], float]] = {
    "H1a": (
        "Most mutuals do not stay independent for ten years",
        "at most",
        (0.41, 0.02, 0.5),
        0.05,
    ),
    "H1b": ("Short contracts are why", "at least", (2.6, 0.4, 2.0), 0.5),
    "H1c": ("Being a mutual, as such, shortens life", "at most", (-0.03, 0.015, -0.05), 0.02),
    "H2a": ("Ownership passes to private groups", "at least", (0.62, 0.1, 0.5), 0.1),
    "H2b": ("Contracts pass to private groups", "at least", (0.155, 0.02, 0.15), 0.03),
    "H2c": (
        "Of endings not chosen by the council, groups cause most",
        "at least",
        (0.47, 0.02, 0.5),
        0.05,
    ),
    "H3a": ("The market consolidates beyond chance", "at least", (0.09, 0.01, 0.1), 0.03),
    "H3b": ("It ends with a few main suppliers", "at least", (0.44, 0.03, 0.6), 0.05),
    "H4": (
        "Where entry is cheap, the market opens while private share rises",
        "at most",
        (-0.02, 0.01, 0.0),
        0.01,
    ),
    "H5": ("Two-tier terms raise leaving", "at least", (0.014, 0.001, 0.01), 0.003),
}


def verdicts(settings: tuple[str, ...], runs: int) -> list[Record]:
    """Verdicts for every claim and setting."""
    shifts = {"insourcing_low": 1.15, "insourcing_high": 0.85}
    listed = []
    for identity, (statement, direction, (estimate, half, threshold), smallest) in CLAIMS.items():
        for setting in settings:
            found = _part(identity, (estimate * shifts.get(setting, 1), half, threshold), runs)
            sign = 1 if direction == "at least" else -1
            sure = (
                sign * found["low"] >= sign * threshold and sign * found["high"] >= sign * threshold
            )
            never = (
                sign * found["low"] < sign * threshold and sign * found["high"] < sign * threshold
            )
            verdict = "supported" if sure else "refuted" if never else "undecided"
            parts = []
            if identity == "H1b":
                parts = [
                    found
                    | {
                        "outcome": "restricted_mean_years_14",
                        "verdict": verdict,
                        "comparison": COMPARED["H1b"],
                    }
                ]
                second = _part("H1b", (0.07, 0.02, 0.05), runs)
                parts.append(
                    second
                    | {
                        "outcome": "second_letting_survival",
                        "verdict": "supported",
                        "comparison": COMPARED["H1b"],
                    }
                )
            if identity == "H3a":
                parts = [
                    {
                        "id": f"H3a.{service}",
                        "verdict": verdict,
                        "parts": [
                            found
                            | {"outcome": f"top4_rise_beyond_{null}.{service}", "verdict": verdict}
                            for null in ("frozen", "drift")
                        ],
                    }
                    for service in SERVICES
                ]
                found = found | {"estimate": None, "low": None, "high": None}
            about = {
                "statement": statement,
                "setting": setting,
                "verdict": verdict,
                "smallest_effect": smallest,
                "equivalence": None,
                "direction": direction,
                "comparison": COMPARED.get(identity, "level"),
                "outcome": OUTCOMES[identity],
                "reason": "",
                "parts": parts,
            }
            listed.append(stored(found | about))
    return listed


def estimates(runs: int) -> list[Record]:
    """A number beside the verdicts, and one that no run knows."""
    known = _part("H1a", (0.12, 0.02, 0.0), runs)
    beside = {"beside": "H1a", "setting": "base", "comparison": "level"}
    return [
        known | beside | {"statement": "Taken over by year ten", "outcome": "taken_over_10y"},
        known
        | beside
        | {"statement": "Unknown", "outcome": "taken_over_10y", "estimate": None, "runs": 0}
        | {"low": None, "high": None},
    ]
