"""A folder of results as the program itself would have left it, whatever a test has put in it."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sim.studies.design.plan import Job
from sim.studies.store.files import LEDGER, hash_of_bytes, write_json
from sim.studies.store.ledger import Ledger
from sim.studies.store.parts import part_files


def sealed(folder: Path) -> Path:
    """List every file of a folder in its ledger as it stands now, and every run in its parts."""
    jobs = [job for path in part_files(folder, "runs") for job in _jobs(path)]
    with Ledger.open(folder / LEDGER) as ledger:
        files = (path for path in folder.rglob("*") if path.is_file())
        hashes = {
            path.relative_to(folder).as_posix(): hash_of_bytes(path.read_bytes())
            for path in files
            if not path.name.startswith(LEDGER)
        }
        ledger.note_files(hashes, gone=set(ledger.files) - set(hashes))
        ledger.expect(jobs, frozenset(job.key for job in jobs))
    return folder


def rewrite(path: Path, value: Any) -> None:
    """Put another value into a JSON file of a result, as if the program had written it."""
    write_json(path, value)
    sealed(path.parent)


def _jobs(path: Path) -> list[Job]:
    rows = pq.read_table(path).to_pylist()
    names = ("run_id", "setting", "arm", "replication", "seed", "years")
    return [Job(*(row.get(name, 1) for name in names)) for row in rows]
