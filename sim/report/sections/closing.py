"""What the answer stands on: how well its assumptions are known, its limits, its origin."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from sim.registry.table import parameters
from sim.registry.words import NAMES_SAID
from sim.report.drawing.markup import element
from sim.report.sections.verdicts import LUCK
from sim.report.stored import Stored
from sim.telling.words import number

LONGEST = 160
HASH_LENGTH = 12
_BASES = {
    "measured": "seen in evidence about this sector and this very quantity",
    "estimated": "seen elsewhere, in summary, or derived",
    "assumed": "chosen because it is plausible and behaves; no direct evidence",
}
_LIMITS = (
    LUCK,
    "The bands in the figures are something else again: they hold the middle 95% of single runs, "
    "and so show how far luck alone could have taken one England.",
    "A run is one possible history, not a forecast. Differences between arms that share their "
    "seeds are better known than any level.",
    "Providers, councils and staff follow simple rules. What the model leaves out, such as "
    "politics, inspection failures and the quality of individual managers, cannot show up here.",
    NAMES_SAID,
    "Numbers for single councils or bodies belong to one run and mean nothing by themselves: those "
    "with real names have a start that is known in part and an invented life.",
)
_SMALL_PRINT = {
    "name": "Study",
    "scenario": "World",
    "written": "Made",
    "model_version": "Model version",
    "commit": "Commit",
    "seed": "Seed",
    "seeds": "Seeds",
    "runs": "Runs stored",
    "runs_failed": "Runs failed",
    "wall_seconds": "Seconds of work",
    "versions": "Versions",
    "command": "Command",
}


def assumptions() -> Markup:
    """How many parameters are measured, estimated and assumed, and the limits."""
    counts = basis_counts()
    total = sum(counts.values())
    bars = [
        element(
            "li",
            element("span", str(counts.get(basis, 0)), class_="figure"),
            element("span", basis),
            element("small", says),
            style=f"--part:{counts.get(basis, 0) / max(total, 1):.3f}",
        )
        for basis, says in _BASES.items()
    ]
    share = counts.get("assumed", 0) / max(total, 1)
    return element(
        "div",
        element(
            "p",
            element("b", "In words: "),
            f"the model has {total:,} parameters, and {number(share, 'share')} of them are "
            "assumed. "
            "The full table, with units, plausible ranges and sources, is printed by ",
            element("code", "mutuals parameters"),
            ".",
            class_="words",
        ),
        element("ul", *bars, class_="tiles basis"),
        element("h3", "Limits"),
        element("ul", *(element("li", limit) for limit in _LIMITS), class_="limits"),
    )


def basis_counts() -> dict[str, int]:
    """Number of parameters by grade of evidence; switches and named rules count as assumptions."""
    table: pd.DataFrame = parameters()
    return {str(basis): int(n) for basis, n in table["basis"].value_counts().items()}


def small_print(stored: Stored) -> Markup:
    """Where the numbers come from, as far as the manifest says."""
    manifest: Mapping[str, object] = stored.manifest
    rows = [
        (title, _said(manifest[name]))
        for name, title in _SMALL_PRINT.items()
        if manifest.get(name) not in (None, "", [], {})
    ]
    if digest := base_hash(stored):
        rows.append(("Hash of the base world", digest))
    pairs = [
        element("div", element("dt", title), element("dd", said)) for title, said in rows if said
    ]
    return element("dl", *pairs, class_="print")


def base_hash(stored: Stored) -> str:
    """Hash of the world of the base arm, or of a single run."""
    for cell in stored.manifest.get("cells", []):
        if cell["arm"] == stored.base_arm and cell["setting"] == stored.base_setting:
            return cell["world_hash"]
    return stored.manifest.get("world_hash", "")


def provenance_line(stored: Stored) -> str:
    """One line for exported figures: runs, world, commit."""
    runs = stored.n_runs(stored.base_arm)
    parts = [f"{runs:,} {'run' if runs == 1 else 'runs'} of the base arm"]
    if digest := base_hash(stored):
        parts.append(f"world {digest[:HASH_LENGTH]}")
    if commit := stored.manifest.get("commit"):
        parts.append(f"commit {commit[:HASH_LENGTH]}")
    if stored.is_quick:
        parts.insert(0, "QUICK TRIAL, MEANS NOTHING")
    return " · ".join(parts)


def _said(value: Any) -> str:
    """A value of the manifest in one line."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {part}" for key, part in value.items())[:LONGEST]
    if isinstance(value, list):
        return _listed(value)
    return f"{value:,}" if isinstance(value, int | float) else str(value)[:LONGEST]


def _listed(values: list[Any]) -> str:
    """A list in one line, runs of whole numbers as first and last."""
    if values and all(isinstance(value, int) for value in values) and len(values) > 1:
        first, last = min(values), max(values)
        if len(values) == last - first + 1:
            return f"{first:,} to {last:,}"
    return " ".join(str(value) for value in values)[:LONGEST]
