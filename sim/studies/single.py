"""One run as a folder with the same files as a study of one run."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.errors import MutualsError
from sim.studies.design.plan import Job, hash_of, run_id
from sim.studies.design.version import model_version
from sim.studies.question.experiment import BASE
from sim.studies.store.files import FORMAT, LEDGER, MANIFEST, VERDICTS, no_room_told
from sim.studies.store.ledger import Ledger, refuse_if_at_work
from sim.studies.store.manifest import joined, own_manifest, write_manifest
from sim.studies.store.ownership import (
    listed,
    refuse_changed,
    refuse_foreign,
    remove_files,
)
from sim.studies.store.parts import write_part
from sim.studies.store.provenance import circumstances, plain_model, who_set
from sim.studies.store.tables import Kept, tables_of
from sim.studies.store.verdict import write_verdicts


def write_run(  # noqa: PLR0913
    run: Any, folder: Path, world: Any, seed: int, years: int, *, overwrite: bool = False
) -> None:
    """Store a run whole: every month, every organisation, every decision.

    overwrite: replace another run of ours that lies there; the same one is replaced without. What
    lay there goes when the new files stand whole beside it. Raises as `refuse_to_replace`.
    """
    job = job_of(world, seed, years)
    refuse_to_replace(folder, job.run_id, overwrite=overwrite)
    with no_room_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder))
    try:
        _write(run, aside, world, job)
        with no_room_told(folder):
            _put_in_place(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def job_of(world: Any, seed: int, years: int) -> Job:
    """A single run as the job it is, named by all that decides it."""
    name = run_id(hash_of(world), seed, years, model_version())
    return Job(name, BASE, BASE, 1, seed, years)


def refuse_to_replace(folder: Path, name: str, *, overwrite: bool) -> None:
    """Raise MutualsError if a run may not be written to a folder for what lies there.

    name: the run's id. It may where nothing lies, or the same run; with `overwrite` also where
    another run of ours lies. Never in place of a study, nor of anything that is not ours.
    """
    refuse_foreign(folder)
    refuse_if_at_work(folder / LEDGER)
    if not (folder / MANIFEST).exists():
        return
    stored: Mapping[str, object] = own_manifest(folder)
    if stored["kind"] != "run":
        message = f"{folder} holds a study; name another folder for this run with --out"
        raise MutualsError(message)
    if stored.get("run_id") != name and not overwrite:
        seeds: Any = stored.get("seeds") or []
        message = (
            f"{folder} holds another run ({stored.get('name')}, seed "
            f"{next(iter(seeds), 'unknown')}, {stored.get('years')} years); "
            "name another folder with --out, or add --overwrite to replace it"
        )
        raise MutualsError(message)
    refuse_changed(folder)


def _write(run: Any, folder: Path, world: Any, job: Job) -> None:
    """All files of a run, in a folder of its own."""
    kept = Kept(series="month", everyone=True, holders=True)
    with Ledger.open(folder / LEDGER) as ledger, ledger.replacing() as hashes:
        hashes |= write_part(folder, [job], {job: tables_of(run, job.place, kept)})
        ledger.expect([job], frozenset())
        ledger.note([job], {})
        hashes[VERDICTS] = write_verdicts(folder / VERDICTS, [])
        about = {
            "format": FORMAT,
            "kind": "run",
            "name": world.name,
            "title": world.title,
            "quick": False,
            "series": "month",
            "state": "complete",
            "runs": 1,
            "scenario": world.name,
            "arms": {BASE: world.title},
            "settings": {BASE: "As in the scenario"},
            "seeds": [job.seed],
            "years": job.years,
            "run_id": job.run_id,
            "world": plain_model(world),
            "world_hash": hash_of(world),
            "set_by": who_set(world),
        }
        manifest = joined(run.manifest, about, circumstances())
        hashes[MANIFEST] = write_manifest(folder, manifest, {*ledger.files, *hashes})


def _put_in_place(new: Path, folder: Path) -> None:
    """Move whole new files to where older ones of ours stood, the manifest last."""
    before = listed(folder)
    paths = sorted(path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file())
    for path in sorted(paths, key=lambda path: (path == MANIFEST, path == LEDGER)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (new / path).replace(folder / path)
    remove_files(folder, before - set(paths))
