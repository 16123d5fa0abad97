"""A made-up study folder, plausible enough to look at: every file as the runner writes it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from sim.registry.sections.forms import FORMS
from sim.registry.sections.services import SERVICES
from sim.registry.words import ENDING_WORDS
from sim.studies.judging.saying import with_words
from sim.studies.question.experiment import Experiment
from sim.studies.store.verdict import read_verdicts, write_verdicts
from tests.report.synthetic_verdicts import CLAIMS, COMPARED, Record, estimates, verdicts
from tests.sealed import sealed

ARMS = {
    "base": 15,
    "terms_3": 20,
    "terms_10": 20,
    "worst": 15,
    "protected": 15,
    "pay_fair": 15,
    "pay_unfair": 15,
}
SETTINGS = ("base", "insourcing_low", "insourcing_high")
MISCHIEF = "<script>alert('planted')</script> & Sons"
KINDS = ("in_house", "mutual", "small", "group")
_SHORT = {
    "base": "Base assumptions",
    "terms_3": "3-year contracts",
    "terms_10": "10-year contracts",
    "worst": "A worst case",
    "protected": "Protected mutuals",
}
_SHORT_SETTINGS = {"insourcing_low": "Low insourcing", "insourcing_high": "High insourcing"}
_SETTING_TITLES = {
    "base": "Insourcing as listed (0.25)",
    "insourcing_low": "Little insourcing (0.1)",
    "insourcing_high": "Much insourcing (0.4)",
}
_PACE = {"terms_3": 1.3, "terms_10": 0.7, "worst": 1.9, "protected": 0.35}
_LEVEL = {
    "youth": 0.3,
    "school_support": 0.35,
    "social_work": 0.25,
    "homes": 0.45,
    "fostering": 0.6,
}
_ENDING_ODDS = (0.16, 0.05, 0.24, 0.1, 0.2, 0.06, 0.12, 0.07)
_LAST_COHORT_MONTH = 60


@dataclass(frozen=True)
class Shape:
    """How large the made-up study is."""

    arms: tuple[str, ...] = tuple(ARMS)
    short: Mapping[str, str] = field(default_factory=lambda: _SHORT)
    settings: tuple[str, ...] = SETTINGS
    replications: int = 12
    quick: bool = False
    of_person: bool = False
    """Whether its claims are a person's."""


def _asked(shape: Shape) -> Experiment:
    """What the made-up study asked: no more than the words of its verdicts hang on."""
    study = {"name": "webb", "title": "W", "scenario": "tiny", "years": 1, "replications": 1}
    levels = {"base": 0.25, "insourcing_low": 0.1, "insourcing_high": 0.4}
    settings = [
        {"name": name, "title": name, "set": {"market.insourcing_level": levels[name]}}
        for name in shape.settings
    ]
    whose = {"who": "Andrew Webb", "when": "2013", "turns": "H1a turns with contract length"}
    return Experiment.model_validate({"study": study, "settings": settings, "whose": whose})


def even(*keys: object) -> float:
    """A number in (0, 1) that depends on the keys alone and looks like chance."""
    total = sum((place + 1) * 37.0 * sum(str(key).encode()) for place, key in enumerate(keys))
    return float(np.clip(np.modf(abs(np.sin(total * 12.9898)) * 43758.5453)[0], 1e-6, 1 - 1e-6))


def normal(*keys: object) -> float:
    """A number around 0 with spread 1 that depends on the keys alone."""
    return float(ndtri(even(*keys)))


def write_study(folder: Path, councils: pd.DataFrame, shape: Shape | None = None) -> Path:
    """Write a whole made-up study; `councils` has columns code, name, region, hex_col, hex_row."""
    shape = shape or Shape()
    runs = [
        {
            "run_id": f"{setting}-{arm}-{replication}",
            "setting": setting,
            "arm": arm,
            "replication": replication,
            "seed": replication,
            "years": ARMS[arm],
            "independence_10y": 0.4,
        }
        for setting in shape.settings
        for arm in shape.arms
        for replication in range(1, shape.replications + 1)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder, "runs", pd.DataFrame(runs))
    _write(folder, "series", pd.concat([_series(run) for run in runs], ignore_index=True))
    people = [_organisations(run, councils) for run in runs if run["setting"] == "base"]
    _write(folder, "organisations", pd.concat(people, ignore_index=True))
    shown = [run for run in runs if run["setting"] == "base" and run["replication"] == 1]
    _write(folder, "holders", pd.concat([_holders(run, councils) for run in shown]))
    found = verdicts(shape.settings, shape.replications)
    path = folder / "verdict.json"
    path.write_text(json.dumps(found))
    if shape.of_person:
        nothing = {"text_hash": "", "text_written": None, "text_changed": False}
        texts: dict[str, Any] = dict.fromkeys(CLAIMS, nothing)
        written = read_verdicts(path, path.read_bytes())
        write_verdicts(path, with_words(written, _asked(shape), texts))
    (folder / "estimates.json").write_text(json.dumps(estimates(shape.replications)))
    (folder / "manifest.json").write_text(json.dumps(manifest(shape)))
    return sealed(folder)


def _write(folder: Path, name: str, table: pd.DataFrame) -> None:
    """One parquet file in its own folder."""
    (folder / name).mkdir(exist_ok=True)
    table.to_parquet(folder / name / "part-000000000000.parquet", index=False)


def _address(run: Record) -> Record:
    return {key: run[key] for key in ("run_id", "setting", "arm", "replication")}


def _series(run: Record) -> pd.DataFrame:
    """Yearly series of one run."""
    rows = [
        _address(run)
        | {"month": max(12 * year - 1, 0), "service": service}
        | _year(run, service, year)
        for service in ("all", *SERVICES)
        for year in range(run["years"] + 1)
    ]
    table = pd.DataFrame(rows)
    columns = [name for name in table if table[name].dtype == float]
    return table.astype(dict.fromkeys(columns, "float32"))


def _year(run: Record, service: str, year: int) -> Record:
    """Outcomes of one run, service and year."""
    arm, pace = run["arm"], _PACE.get(run["arm"], 1.0)
    luck = 1 + 0.35 * normal(run["replication"], service)
    grown = (1 - np.exp(-year / 8)) * pace * luck
    private = np.clip(_LEVEL.get(service, 0.4) + 0.12 * grown, 0.05, 0.95)
    group = private * np.clip(0.45 + 0.25 * grown, 0, 0.95)
    mutual = 0.05 * np.exp(-year * pace / 9) * (1 + min(year, 4))
    start = _LEVEL.get(service, 0.4)
    wobble = 0.01 * normal(run["replication"], service, year)
    looks = 60 + 5 * normal(arm, year, run["replication"])
    done, form, vote, control = {
        "worst": (0.11, 0.0, 0.02, 0.01),
        "protected": (0.02, 0.09, 0.02, 0.02),
    }.get(arm, (0.06, 0.03, 0.025, 0.01))
    unfair = 0.014 * (arm != "pay_fair")
    return {
        "external_share": private + mutual,
        "share_in_house": 1 - private - mutual,
        "share_mutual": mutual,
        "share_small": private - group,
        "share_group": group,
        "share_private": private,
        "top4_share": np.clip(start + 0.16 * grown + wobble, 0, 1),
        "top4_share_frozen": np.clip(
            start + 0.01 * normal("frozen", run["replication"], year), 0, 1
        ),
        "top4_share_drift": np.clip(start + 0.05 * (1 - np.exp(-year / 8)) * luck - wobble, 0, 1),
        "effective_suppliers": 40 - 20 * grown,
        "takeover_looks": looks,
        "takeovers_done": looks * done,
        "takeovers_blocked_by_form": looks * form,
        "takeovers_voted_down": looks * vote,
        "takeovers_blocked_by_control": looks * control,
        "leaving_first_holders": 0.12 + unfair + 0.004 * normal("a", run["replication"], year),
        "leaving_new_staff": 0.15 + 1.4 * unfair + 0.004 * normal("b", run["replication"], year),
        "reward_gap": 0.09 * (1 - np.exp(-year / 5))
        + 0.002 * normal("c", run["replication"], year),
        "mutuals_alive": 66 * np.exp(-year * pace / 9),
    }


def _organisations(run: Record, councils: pd.DataFrame) -> pd.DataFrame:
    """Mutuals and small firms of one run."""
    rows = []
    for number in range(80):
        kind = "mutual" if number < 45 else "small"
        service = list(SERVICES)[number % len(SERVICES)]
        council = councils["code"].iloc[number % len(councils)]
        founded = int(even("founded", number) * 90) - 30
        pace = _PACE.get(run["arm"], 1.0) * (1 if kind == "mutual" else 0.6)
        life = int(-np.log(even(run["run_id"], number)) * 150 / pace) + 3
        left = founded + life
        end = run["years"] * 12
        ended = max(founded, 0) < left <= end
        cause = str(list(ENDING_WORDS)[_which(even("why", run["replication"], number))])
        rows.append(
            _address(run)
            | {
                "organisation": f"{kind}:{council}:{service}:{number}",
                "name": MISCHIEF if number == 3 else f"Provider {number}",
                **dict.fromkeys(("kind", "kind_at_start"), kind),
                "form": FORMS[number % len(FORMS)] if kind == "mutual" else "",
                "origin": ("top", "staff")[number % 2] if kind == "mutual" else "",
                "is_spun_out": kind == "mutual",
                "is_charity": kind == "small" and number % 3 == 0,
                "has_traded": True,
                "council": council,
                "service": service,
                "founded_month": founded,
                "entered_month": max(founded, 0),
                "left_month": float(left) if ended else np.nan,
                "last_month": left if ended else end - 1,
                "ending": cause if ended else "",
                "ended_by": "group" if ended and "group" in cause else "none",
                "cohort": kind == "mutual" and founded <= _LAST_COHORT_MONTH,
            }
        )
    table = pd.DataFrame(rows)
    return table[(table["left_month"].isna()) | (table["left_month"] > 0)]


def _which(draw: float) -> int:
    return int(np.searchsorted(np.cumsum(_ENDING_ODDS), draw))


def _holders(run: Record, councils: pd.DataFrame) -> pd.DataFrame:
    """Largest holder of every council and service, by year."""
    rows = []
    for year in range(run["years"] + 1):
        for council in councils["code"]:
            for service in SERVICES:
                draw = even(council, service) + 0.02 * year
                kind = KINDS[int(np.searchsorted([0.5, 0.62, 0.8], draw))]
                rows.append(
                    _address(run)
                    | {
                        "month": 12 * year,
                        "council": council,
                        "service": service,
                        "organisation": f"{kind}:{council}",
                        "name": MISCHIEF if kind == "group" else f"{kind.title()} holder",
                        "kind": kind,
                        "share": 0.4 + 0.5 * even(council, service, year),
                    }
                )
    return pd.DataFrame(rows)


def manifest(shape: Shape) -> Record:
    """A manifest as the runner writes it."""
    return {
        "format": 2,
        "kind": "study",
        "name": "webb",
        "title": "Webb’s concern about public service mutuals",
        "question": "Do public service mutuals fail to stay independent, and does the market "
        "end in the hands of a few private groups?",
        "quick": shape.quick,
        "person": "Andrew Webb" if shape.of_person else "",
        "turns": "H1a turns with contract length" if shape.of_person else "",
        "arms": {arm: arm.replace("_", " ").capitalize() for arm in shape.arms},
        "settings": {setting: _SETTING_TITLES[setting] for setting in shape.settings},
        "short": {"arms": shape.short, "settings": _SHORT_SETTINGS},
        "side_by_side": [
            {"title": "Length of contract", "arms": ["terms_3", "terms_10"], "takeovers": False},
            {"title": "Two ends", "arms": ["worst", "protected"], "takeovers": True},
        ],
        "seeds": list(range(1, shape.replications + 1)),
        "hypotheses": [{"id": name, "comparison": words} for name, words in COMPARED.items()],
        "scenario": "tiny" if shape.quick else "england",
        "series": "year",
        "state": "complete",
        "world": {},
        "cells": [
            {"setting": "base", "arm": "base", "years": 15, "replications": shape.replications}
            | {"set": {}, "world_hash": "9f1c0a7be2d44c55"}
        ],
        "model_version": "a3f2c9d1",
        "versions": {"python": "3.11.7", "numpy": "2.4.6", "mesa": "3.3.1"},
        "commit": "642741e0c5",
        "written": "2026-01-05T10:00:00+00:00",
        "wall_seconds": 412.5,
        "runs": shape.replications * len(shape.arms) * len(shape.settings),
    }
