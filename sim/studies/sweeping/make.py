"""`sim.sweep`: a sweep from its values to its table."""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.registry.reading.load import vary
from sim.registry.world import World
from sim.studies.planning import Parts, Planned, placed, plan_of
from sim.studies.runs.executors import backend_for
from sim.studies.runs.progress import Progress, Silence, fitting_progress
from sim.studies.store.files import SWEEP_EFFECTS, SWEEP_PICTURE, SWEEP_TABLE
from sim.studies.store.ownership import put_files
from sim.studies.study import How, Study, carried_out
from sim.studies.sweeping.asked import from_script
from sim.studies.sweeping.drawn import as_svg
from sim.studies.sweeping.plan import Request, Sweeping, refuse_unsound, sweeping_of
from sim.studies.sweeping.swept import Sweep, table_of

KEPT = (SWEEP_TABLE, SWEEP_EFFECTS, SWEEP_PICTURE)


def sweep(  # noqa: PLR0913
    world: World | str | Path,
    values: Mapping[str, Any],
    seeds: int = 8,
    outcomes: Sequence[str] | None = None,
    points: int = 64,
    out: str | Path | None = None,
    workers: int | None = None,
    *,
    years: int | None = None,
    progress: Progress | None = None,
    parts: Parts | None = None,
) -> Sweep:
    """Run a world at every combination of listed values, and at points drawn from ranges.

    world: a `World`, or the name or path of a scenario. values: by path a list of values, which are
    crossed with those of the others, or a tuple (low, high), a range from which `points` points are
    drawn together for each combination. seeds: runs of each, with the same luck everywhere.
    outcomes: names from `sim.outcomes()` of whole runs; unless said, those of a run's summary. out:
    the folder in which runs are kept, so that the same sweep goes on there after a stop, and with
    more seeds from what there is; a new temporary one unless said. workers: processes; all
    processors unless said. years: length; the world's own unless said.

    Raises SweepError with every problem before anything is run or written.
    """
    request = Request(world, from_script(values), seeds, outcomes, points, years)
    parts = parts or Parts()
    sweeping = sweeping_of(request, parts)
    refuse_unsound(sweeping)
    told = progress or (fitting_progress() if sys.stderr.isatty() else Silence())
    return make(sweeping, parts, None if out is None else Path(out), workers, told)


def make(
    sweeping: Sweeping, parts: Parts, out: Path | None, workers: int | None, progress: Progress
) -> Sweep:
    """Make the missing runs of a sound sweep; its table, effects and picture lie beside them."""
    how = How(backend_for(workers), progress, parts.one_run)
    planned = _planned(sweeping, parts, out)
    done = carried_out(planned, how)
    found = swept(sweeping, done)
    put_files(done.folder, _contents(found), lambda path: path in KEPT)
    return found


def _planned(sweeping: Sweeping, parts: Parts, out: Path | None) -> Planned:
    given = sweeping.request.scenario
    if isinstance(given, World) and parts.load is None:
        parts = replace(parts, load=lambda _, values, label: vary(given, values, set_by=label))
    text = sweeping.text()
    plan = plan_of(text, sweeping.request.file, parts)
    folder = Path(tempfile.mkdtemp(prefix=f"{sweeping.name}-")) if out is None else out
    return placed(plan, text, folder)


def swept(sweeping: Sweeping, done: Study) -> Sweep:
    """The sweep that a study made."""
    ranges = tuple(sweeping.ranges)
    paths = tuple(path for path, _ in sweeping.request.pairs)
    table = table_of(done.runs, done.manifest, paths, sweeping.outcomes, sweeping.known)
    failed = done.manifest.get("runs_failed", 0)
    return Sweep(done.folder, table, sweeping.lists, ranges, sweeping.outcomes, failed)


def _contents(found: Sweep) -> dict[str, bytes]:
    """The files of a sweep beside those of its study."""
    tables = {SWEEP_TABLE: found.table, SWEEP_EFFECTS: found.effects()}
    contents = {
        name: table.to_csv(index=False, lineterminator="\n").encode()
        for name, table in tables.items()
    }
    drawn = found.known_outcomes
    return contents | ({SWEEP_PICTURE: as_svg(found.plot()).encode()} if drawn else {})
