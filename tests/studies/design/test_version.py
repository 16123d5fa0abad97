"""What names a run besides its world: the source that plays and records it, and nothing else."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import sim
from sim.studies.design.version import BEYOND, PACKAGE, model_version, modules_of, version_of
from sim.studies.store.tables import Kept, tables_of

DECIDES = {
    "a rule": ("model/rules/bidding.py", "np.pi", "(2 * np.pi)"),
    "a phase": ("model/month/workforce.py", "draws < ", "draws > "),
    "the order of the month": ("model/month/phases.py", "PHASES", "PAGES"),
    "the record": ("model/record/recorder.py", "Ratio(", "Total("),
    "an estimator": ("statistics/survival.py", "1 - ", "2 - "),
    "what a number is called": ("model/record/catalogue.py", '"share_KIND"', '"KIND_share"'),
    "which numbers there are": ("model/record/catalogue.py", "kinds=OUTSIDE", "kinds=KINDS"),
    "of what a number is a ratio": ("model/record/catalogue.py", '"bids", "ten', '"relets", "ten'),
    "what is kept by service": ("model/record/catalogue.py", ", by_service=True", ""),
    "what is stored": ("studies/store/tables.py", '"mutual", "small"', '"mutual"'),
    "a number of an event": ("model/state/events.py", "    score: ", "    points: "),
    "what a study keeps of the log": ("model/state/events.py", '"stake": _kept', '"stake": _told'),
    "chance": ("chance.py", "np.sqrt(6)", "np.sqrt(7)"),
    "a service": ("registry/sections/services.py", '"youth", ', ""),
    "a new assumption": ("registry/sections/market.py", "contract_months: ", "months: "),
}
"""Edits after which a stored run might not be had again."""
SAYS = {
    "a page": ("report/page.py", "def ", "def a_"),
    "a command": ("cli/main.py", "def ", "def a_"),
    "the dashboard": ("dashboard/play/live_view.py", "def ", "def a_"),
    "words": ("telling/words.py", '"', '"a '),
    "a verdict": ("studies/judging/verdicts.py", "def ", "def a_"),
    "a message of an error": ("asked.py", "a seed is a whole number", "a seed is a number"),
    "a problem of a table": ("registry/councils.py", "holds no council", "has no council"),
    "a class of errors": ("errors.py", "class ", "class A"),
    "a docstring of a rule": ("model/rules/staff.py", "In words: ", "In short: "),
    "a comment": ("model/state/tables.py", "# (L,)", "# (M,)"),
    "the meaning of an event": ("model/state/events.py", "A provider fails.", "It fails."),
    "the unit of a number of an event": ("model/state/events.py", '"GBP a year"', '"GBP"'),
    "the meaning of an outcome": ("model/record/catalogue.py", "that KINDS run", "of KINDS"),
    "the unit of an outcome": ("model/record/catalogue.py", '"bids per tender"', '"bids"'),
    "how a report says an outcome": (
        "model/record/catalogue.py",
        "more of each pound",
        "of each pound",
    ),
    "what a service is called": ("registry/words.py", "Youth services", "Youth"),
    "a default": ("registry/sections/market.py", "measured(48,", "measured(47,"),
    "a source": ("registry/sections/staff.py", 'source="E', 'source="F'),
    "a basis": ("registry/sections/market.py", "measured", "estimated"),
    "what a column says": ("registry/sections/kinds.py", "Cash at the start", "Cash"),
    "how a scenario is read": ("registry/reading/load.py", "def ", "def a_"),
}
"""Edits after which every stored run is still the run it was."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "sim"


def edit(copy: Path, name: str, old: str, new: str) -> None:
    path = copy / name
    text = path.read_text(encoding="utf-8")
    assert old in text, name
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("what", DECIDES)
def test_what_decides_a_run_is_in_the_version(copy: Path, what: str) -> None:
    edit(copy, *DECIDES[what])
    assert version_of(copy) != model_version()


def test_what_only_says_or_declares_is_not_in_the_version(copy: Path) -> None:
    for change in SAYS.values():
        edit(copy, *change)
    (copy / "registry/evidence.csv").unlink()
    (copy / "report/style.css").write_text("")
    assert version_of(copy) == model_version(), "one of them is: leave out half of them to find it"


def test_a_changed_default_is_another_world(copy: Path) -> None:
    def hashed() -> str:
        script = "import sim; print(sim.world_hash(sim.load('tiny')))"
        there = {"PYTHONPATH": str(copy.parent), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, "-P", "-c", script],
            cwd=copy.parent, env=there, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    shutil.copytree(PACKAGE.parent / "scenarios", copy / "shipped/scenarios")
    before = hashed()
    assert before == sim.world_hash(sim.load("tiny"))
    name, old, new = SAYS["a default"]
    edit(copy, name, old, new)
    assert hashed() != before


def test_all_that_works_while_a_run_is_played_and_recorded_is_in_the_version() -> None:
    world = sim.load("tiny", {"time.years": 1})
    place = {"run_id": "a", "setting": "base", "arm": "base", "replication": 1}

    def play() -> None:
        run = sim.run(world, seed=1)
        tables_of(run, {**place, "seed": 1, "years": 1}, Kept(everyone=True, holders=True))

    worked = modules_at_work(play)
    assert {"sim.model.month.workforce", "sim.model.rules.staff", "sim.chance"} <= worked
    named = modules_of(PACKAGE)
    assert worked <= named, worked - named
    assert not any(name.startswith(("sim.report", "sim.cli", "sim.dashboard")) for name in named)


def modules_at_work(job: Callable[[], None]) -> set[str]:
    """The modules of the package of which some function is called meanwhile."""
    found: set[str] = set()

    def note(frame: FrameType, event: str, _given: Any) -> None:
        if event == "call" and frame.f_code.co_name != "<module>":
            found.add(str(frame.f_globals.get("__name__")))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        job()
    finally:
        sys.setprofile(before)
    return {name for name in found if name.startswith("sim.")}


def test_what_ends_the_closure_is_there() -> None:
    for name in BEYOND:
        place = PACKAGE.parent.joinpath(*name.split("."))
        assert place.is_dir() or place.with_suffix(".py").is_file(), name


def test_the_own_file_of_a_folder_only_says_what_the_folder_is_for() -> None:
    """So that the version may pass it over."""
    for path in PACKAGE.rglob("__init__.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        if path.parent not in (PACKAGE, PACKAGE / "report"):
            assert [type(node) for node in body] == [ast.Expr], path
