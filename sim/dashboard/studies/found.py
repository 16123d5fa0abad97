"""The results that may be opened: what each is, and how it stands."""

from dataclasses import dataclass
from pathlib import Path

from sim.dashboard.frame.folders import Folders, OutsideError
from sim.dashboard.studies.under_way import UnderWay, under_way_in
from sim.errors import DamageError, MutualsError
from sim.studies.judging.saying import tally
from sim.studies.store.files import MANIFEST
from sim.studies.store.manifest import RUNNING, Manifest
from sim.studies.store.result import Result, open_result
from sim.telling.words import capital, spoken

LONGEST = 300
"""Characters of a title or question that are shown."""


@dataclass(frozen=True, slots=True)
class FoundResult:
    """One folder of results."""

    address: str
    """How the page asks for it."""
    folder: Path
    title: str
    kind: str
    """"study", "run", or "" where nothing can be read."""
    state: str
    """How it stands, in words."""
    verdicts: str
    """Counts of its verdicts, in words; "" where there are none."""
    written: str
    """Day on which it was begun."""
    is_quick: bool
    under_way: UnderWay | None
    """What goes on, or went on, in it at the wish of the browser."""


def entries(folders: Folders) -> list[FoundResult]:
    """Every folder of results, the newest first."""
    found = [entry_of(address, folder) for address, folder in folders.addresses()]
    return sorted(found, key=lambda entry: (entry.written, entry.address), reverse=True)


def entry_of(address: str, folder: Path) -> FoundResult:
    """What one folder holds, as far as it can be read."""
    under_way = under_way_in(folder)
    result, trouble = _result(folder)
    manifest = result.manifest if result is not None else None
    return FoundResult(
        address=address,
        folder=folder,
        title=capital(_title(manifest, folder))[:LONGEST],
        kind=manifest["kind"] if manifest else "",
        state=trouble or _state(manifest, under_way),
        verdicts=_tally(result),
        written=manifest.get("written", "")[:10] if manifest else "",
        is_quick=bool(manifest and manifest["quick"]),
        under_way=under_way,
    )


def refuse_links_out(folders: Folders, address: str) -> Path:
    """The folder of a result, once nothing in it is a link that leads out of the chosen folders.

    Raises OutsideError otherwise, so that no stored file is read from elsewhere.
    """
    folder = folders.result(address)
    root = next(shelf.root for shelf in folders.results if address.startswith(f"{shelf.key}:"))
    inside = root.resolve()
    for path in folder.rglob("*"):
        if path.is_symlink() and not path.resolve().is_relative_to(inside):
            message = f"{path.name} in {folder.name} is a link that leads out of {root.name}"
            raise OutsideError(message)
    return folder


def _result(folder: Path) -> tuple[Result | None, str]:
    """The result in a folder, or why it cannot be relied on; neither where none is begun."""
    if not (folder / MANIFEST).is_file() or (folder / MANIFEST).is_symlink():
        return None, ""
    try:
        return open_result(folder), ""
    except DamageError:
        return None, "damaged"
    except MutualsError:
        return None, ""


def _title(manifest: Manifest | None, folder: Path) -> str:
    if manifest is None:
        return spoken(folder.name)
    return manifest["title"] or spoken(manifest["name"] or folder.name)


def _state(manifest: Manifest | None, under_way: UnderWay | None) -> str:
    if under_way is not None and under_way.is_at_work:
        return under_way.words()
    if manifest is None:
        return under_way.words() if under_way is not None else "cannot be read"
    state = manifest["state"]
    if state == RUNNING:
        return under_way.words() if under_way is not None else "begun, not finished"
    runs = manifest.get("runs")
    parts = [state, f"{runs:,} runs" if runs is not None else ""]
    return ", ".join(part for part in parts if part)


def _tally(result: Result | None) -> str:
    if result is None:
        return ""
    try:
        return tally(one.words or one.verdict for one in result.verdicts())
    except MutualsError:
        return ""
