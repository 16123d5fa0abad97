"""A working folder to try the pages of studies and scenarios on."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

import sim
from sim.dashboard.studies.under_way import UnderWay, note
from sim.plain_text import plain_text
from sim.studies.single import write_run
from sim.studies.store.files import FORECAST
from tests.report.synthetic import Shape, manifest, write_study
from tests.sealed import sealed

MARKUP = "<script>window.planted = 1</script><img src=x onerror='window.planted = 2'>"
CODED = f"{MARKUP} [/x] :smile: | \x1b[31mred \u202eback"
"""The same and more, with codes that no file of TOML may hold as they are."""
SHOWN = plain_text(CODED)
"""The same as a page shows it."""
COUNCILS = Path(__file__).parents[1] / "report" / "councils.csv"
SEED, YEARS = 3, 1
EXPERIMENT = """
[study]
name = "my_question"
title = "Do longer contracts keep staff?"
scenario = "tiny"
years = 1
replications = REPLICATIONS
runs_per_part = 2

[[arms]]
name = "base"
title = "As things stand"

[[arms]]
name = "long"
title = "Contracts of ten years"
set = { "market.contract_months" = 120 }

[[hypotheses]]
id = "Q1"
statement = "Longer contracts lower the leaving of those who came with a service"
outcome = "leaving_first_holders"
comparison = "long minus base"
arms = ["base", "long"]
direction = "at most"
threshold = 0
smallest_effect = 0.002
"""


FORETOLD = {
    **dict.fromkeys(("runs", "most_runs"), 24),
    **dict.fromkeys(("minutes", "most_minutes", "megabytes", "most_megabytes"), 0.8),
    **{"runs_stored": 8, "workers": 2, "pilot_runs": 8},
    "expected": [{"id": CODED, "setting": "base", "outcome": "stay", "runs": 12, "width": 0.1}],
}
"""A forecast as it is stored."""


def experiment(replications: int) -> str:
    """A small study of two arms, of one's own."""
    return EXPERIMENT.replace("REPLICATIONS", str(replications))


def furnish(folder: Path) -> Path:
    """Fill a folder with results, and return it."""
    results = folder / "results"
    results.mkdir()
    plant_study(results / "webb")
    world = sim.load("tiny", {"market.contract_months": 24})
    run = sim.run(world, seed=SEED, years=YEARS)
    write_run(run, results / "one", world, SEED, YEARS)
    note(results / "begun", UnderWay("mine", False, 2, "stopped", 9, 24, said=(CODED,)))
    begun = manifest(Shape(arms=("base",), settings=("base",), replications=24))
    for name, value in (("manifest.json", {**begun, "state": "running"}), (FORECAST, FORETOLD)):
        (results / "begun" / name).write_text(json.dumps(value), encoding="utf-8")
    sealed(results / "begun")
    return folder


def plant_study(folder: Path) -> Path:
    """A made-up study in which names, titles and statements are markup."""
    councils = pd.read_csv(COUNCILS)
    shape = Shape(arms=("base", "terms_3", "terms_10"), settings=("base",), replications=2)
    write_study(folder, councils, shape)
    told = _read(folder / "manifest.json")
    arms = dict.fromkeys(told["arms"], CODED)
    claim = {"id": "H1a", "outcome": "independence_10y", "arms": ["base"], "comparison": "level"}
    told |= {"title": CODED, "question": CODED, "arms": arms, "hypotheses": [claim]}
    told["settings"] = dict.fromkeys(told["settings"], CODED)
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    verdicts = [{**one, "statement": CODED} for one in _read(folder / "verdict.json")]
    (folder / "verdict.json").write_text(json.dumps(verdicts), encoding="utf-8")
    (folder / "report.html").write_text(f"<title>{CODED}</title>", encoding="utf-8")
    return sealed(folder)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
