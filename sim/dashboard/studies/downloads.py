"""Files of a result for the browser to keep: report, figures, tables.

Each is looked up inside the chosen folders and sent under a policy by which nothing in it can run,
whatever a folder from elsewhere may have in it.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from nicegui import app
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from sim.dashboard.frame.folders import Folders
from sim.dashboard.studies.found import refuse_links_out
from sim.errors import MutualsError
from sim.report.page import page_text
from sim.studies.store.files import FIGURES, REPORT, VERDICTS
from sim.studies.store.result import Result, open_result
from sim.studies.store.tables import KINDS

INERT = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"
)
"""A page under this policy shows itself and does nothing."""
PICTURES = {".svg": "image/svg+xml", ".png": "image/png"}
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Excel takes a file for UTF-8 only if it says so at its head."""


def hang(folders: Folders) -> None:
    """Hang the addresses from which files are had."""

    @app.get("/files/report")
    def report(folder: str, keep: bool = False) -> Response:
        return _found(lambda: _report(refuse_links_out(folders, folder), keep=keep))

    @app.get("/files/figure")
    def figure(folder: str, name: str) -> Response:
        return _found(lambda: _figure(refuse_links_out(folders, folder), name))

    @app.get("/files/table")
    def table(folder: str, name: str, form: str = "csv") -> Response:
        return _found(lambda: _table(refuse_links_out(folders, folder), name, form))

    @app.get("/files/figures")
    def figures(folder: str) -> Response:
        return _found(lambda: _figures(refuse_links_out(folders, folder)))

    @app.get("/files/verdicts")
    def verdicts(folder: str) -> Response:
        return _found(lambda: _verdicts(refuse_links_out(folders, folder)))


def address(what: str, **asked: Any) -> str:
    """The address of a file.

    >>> address("table", folder="results:webb", name="runs", form="csv")
    '/files/table?folder=results%3Awebb&name=runs&form=csv'
    """
    return f"/files/{what}?{urlencode(asked)}"


def pictures(result: Result) -> list[str]:
    """File names of the stored figures."""
    names = (Path(path).name for path in result.book.files or () if path.startswith(f"{FIGURES}/"))
    return sorted(name for name in names if Path(name).suffix in PICTURES)


def _found(answer: Callable[[], Response]) -> Response:
    """The answer, or in words why there is none."""
    try:
        return answer()
    except MutualsError as error:
        return PlainTextResponse(str(error), HTTPStatus.NOT_FOUND)


def _headers(name: str, *, keep: bool = True) -> dict[str, str]:
    held = {"Content-Security-Policy": INERT}
    # Names are plain: folders of results and figures with other names are not offered.
    clean = "".join(sign if sign.isalnum() or sign in "._-" else "_" for sign in name)
    return {**held, "Content-Disposition": f'attachment; filename="{clean}"'} if keep else held


def _report(folder: Path, *, keep: bool) -> Response:
    name, result = f"{folder.name}-report.html", open_result(folder)
    page = result.content(REPORT) if result.holds(REPORT) else page_text(folder)
    return Response(page, media_type="text/html", headers=_headers(name, keep=keep))


def _figure(folder: Path, name: str) -> Response:
    result = open_result(folder)
    if name not in pictures(result):
        return PlainTextResponse("There is no such figure.", HTTPStatus.NOT_FOUND)
    drawing = result.content(f"{FIGURES}/{name}")
    kind = PICTURES[Path(name).suffix]
    return Response(drawing, media_type=kind, headers=_headers(f"{folder.name}-{name}"))


def _figures(folder: Path) -> Response:
    packed, result = io.BytesIO(), open_result(folder)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in pictures(result):
            archive.writestr(name, result.content(f"{FIGURES}/{name}"))
    headers = _headers(f"{folder.name}-figures.zip")
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)


def _verdicts(folder: Path) -> Response:
    result = open_result(folder)
    if not result.holds(VERDICTS):
        return PlainTextResponse("There are no verdicts here.", HTTPStatus.NOT_FOUND)
    headers = _headers(f"{folder.name}-{VERDICTS}")
    return Response(result.content(VERDICTS), media_type="application/json", headers=headers)


def _table(folder: Path, name: str, form: str) -> Response:
    result = open_result(folder)
    if name not in KINDS or not result.paths(name) or form not in ("csv", "parquet"):
        return PlainTextResponse("There is no such table.", HTTPStatus.NOT_FOUND)
    # All parts are looked through before the first byte is sent: nothing can be taken back later.
    result.check_count(sum(part.num_rows for part in result.parts("runs")))
    schema = _schema(result, name)
    send = _as_csv if form == "csv" else _as_parquet
    kind = "text/csv" if form == "csv" else "application/vnd.apache.parquet"
    headers = _headers(f"{folder.name}-{name}.{form}")
    parts = _alike(result, name, schema)
    return StreamingResponse(send(parts), media_type=kind, headers=headers)


def _as_csv(parts: Iterable[pa.Table]) -> Iterator[bytes]:
    """All parts as one CSV, part by part."""
    yield BYTE_ORDER_MARK
    heads = True
    for part in parts:
        text = pa.BufferOutputStream()
        pc.write_csv(part, text, pc.WriteOptions(include_header=heads))
        heads = False
        yield text.getvalue().to_pybytes()


def _as_parquet(parts: Iterable[pa.Table]) -> Iterator[bytes]:
    """All parts as one file, part by part."""
    sink = _Sink()
    writer = None
    for part in parts:
        writer = writer or pq.ParquetWriter(pa.PythonFile(sink, "w"), part.schema)
        writer.write_table(part)
        yield sink.taken()
    if writer is not None:
        writer.close()
        yield sink.taken()


class _Sink(io.RawIOBase):
    """A file that is sent off as it is written."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[bytes] = []
        self.length = 0

    def writable(self) -> bool:
        """It can be written."""
        return True

    def write(self, content: Any) -> int:
        """Take some bytes."""
        piece = bytes(content)
        self.waiting.append(piece)
        self.length += len(piece)
        return len(piece)

    def tell(self) -> int:
        """Bytes written so far."""
        return self.length

    def taken(self) -> bytes:
        """What has gathered since this was last asked."""
        gathered = b"".join(self.waiting)
        self.waiting.clear()
        return gathered


def _schema(result: Result, kind: str) -> pa.Schema:
    """The columns that the parts of a table have together."""
    schemas = [part.schema.remove_metadata() for part in result.parts(kind)]
    return pa.unify_schemas(schemas, promote_options="permissive")


def _alike(result: Result, kind: str, whole: pa.Schema) -> Iterator[pa.Table]:
    """The parts, all with the same columns in the same order."""
    for stored in result.parts(kind):
        part = stored.replace_schema_metadata(None)
        missing = [field for field in whole if field.name not in part.column_names]
        for field in missing:
            part = part.append_column(field, pa.nulls(len(part), field.type))
        yield part.select(whole.names).cast(whole)
