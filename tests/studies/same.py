"""Whether two folders hold the same results, byte for byte once sorted by run and month."""

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.studies.store.parts import part_files
from sim.studies.store.tables import ID_COLUMNS, KINDS


def contents(folder: Path) -> dict[str, str]:
    """A hash of each table's bytes; rows of one run keep the order in which the run gave them."""
    return {kind: hashlib.sha256(_sorted_bytes(folder, kind)).hexdigest() for kind in KINDS}


def _sorted_bytes(folder: Path, kind: str) -> bytes:
    parts = [pq.ParquetFile(path).read() for path in part_files(folder, kind)]
    if not parts:
        return b""
    bare = [part.replace_schema_metadata(None) for part in parts]
    table = pa.concat_tables(bare, promote_options="permissive").combine_chunks()
    keys = [(name, "ascending") for name in ID_COLUMNS]
    if "month" in table.column_names:
        keys.append(("month", "ascending"))
    whole = table.sort_by(keys).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, whole.schema) as stream:
        stream.write_table(whole)
    return sink.getvalue().to_pybytes()
