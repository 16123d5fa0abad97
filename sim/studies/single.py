"""One run as a folder with the same files as a study of one run."""

from pathlib import Path
from typing import Any

from sim.errors import MutualsError
from sim.studies.experiment import BASE
from sim.studies.ledger import Ledger
from sim.studies.plan import Job, hash_of, model_version, run_id
from sim.studies.provenance import circumstances, plain_world, who_set
from sim.studies.store import (
    FORMAT,
    LEDGER,
    MANIFEST,
    VERDICTS,
    forget,
    no_room_told,
    read_manifest,
    write_json,
    write_part,
)
from sim.studies.tables import Kept, tables_of


def write_run(run: Any, folder: Path, world: Any, seed: int, years: int) -> None:
    """Store a run whole: every month, every organisation, every decision.

    Replaces a run that lies there; refuses to replace a study.
    """
    refuse_to_replace_a_study(folder)
    digest, version = hash_of(world), model_version()
    job = Job(run_id(digest, seed, years, version), BASE, BASE, 1, seed, years)
    kept = Kept(series="month", everyone=True, holders=True)

    with no_room_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        forget(folder)
        write_part(folder, [job], {job: tables_of(run, job.place, kept)})
    with Ledger.open(folder / LEDGER) as ledger:
        ledger.expect([job], frozenset())
        ledger.note([job], {})
    write_json(folder / VERDICTS, [])
    write_json(
        folder / MANIFEST,
        {
            **run.manifest,
            "format": FORMAT,
            "kind": "run",
            "name": world.name,
            "title": world.title,
            "quick": False,
            "series": "month",
            "state": "complete",
            "scenario": world.name,
            "arms": {BASE: world.title},
            "settings": {BASE: "As in the scenario"},
            "seeds": [seed],
            "years": years,
            "run_id": job.run_id,
            "world": plain_world(world),
            "world_hash": digest,
            "set_by": who_set(world),
            **circumstances(),
        },
    )


def refuse_to_replace_a_study(folder: Path) -> None:
    """Raise MutualsError if the folder holds a study, which took long to make."""
    if (folder / MANIFEST).exists() and read_manifest(folder).get("kind") != "run":
        message = f"{folder} holds a study; name another folder for this run with --out"
        raise MutualsError(message)
