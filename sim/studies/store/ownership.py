"""What in a folder is ours to replace or remove: what a manifest of ours lists, and nothing else.

A folder that others use as well keeps all they put there: a name that is taken is refused before
anything is written, a listed file that was changed since counts as theirs.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

from sim.errors import DamageError, ForeignError, ResultError
from sim.studies.store.book import read_book
from sim.studies.store.files import (
    DAMAGED,
    FIGURES,
    FORMAT,
    LEDGER,
    MANIFEST,
    OWN_NAMES,
    SUPERSEDED,
    hash_of_bytes,
    no_room_told,
    write_bytes,
)
from sim.studies.store.ledger import COMPANIONS, Ledger, refuse_if_at_work
from sim.studies.store.manifest import (
    own_manifest,
    read_manifest,
    refuse_other_format,
    write_manifest,
)
from sim.studies.store.parts import PART_NAME
from sim.studies.store.result import open_result
from sim.studies.store.tables import KINDS

TOP_NAMES = (*OWN_NAMES, LEDGER, *KINDS, FIGURES, DAMAGED, SUPERSEDED)
"""Names that a result takes in its folder."""
NAMES_TOLD = 4
_FIGURE = re.compile(r"[a-z0-9_]+\.(svg|png)")
_LEDGERS = tuple(LEDGER + ending for ending in ("", *COMPANIONS, ".damaged"))
_EDITABLE = (FIGURES + "/", "report.html", ".csv", ".svg")
"""Files a person may well write on: a changed one is theirs, not a damaged one of ours."""


def listed(folder: Path) -> frozenset[str]:
    """Paths inside a folder at which files of ours stand, as its manifest and its ledger list them.

    Empty where there is no manifest of ours. Raises ResultError for one of a later version.
    """
    try:
        manifest = own_manifest(folder)
    except ResultError:
        return frozenset()
    if manifest["format"] > FORMAT:
        refuse_other_format(folder, manifest)
    names: set[str] = {MANIFEST, *_LEDGERS}
    if manifest["format"] < FORMAT:
        names |= {path.relative_to(folder).as_posix() for path in folder.glob("*/*")}
        names |= {path.relative_to(folder).as_posix() for path in folder.glob("*/*/*")}
        names |= set(OWN_NAMES)
    else:
        names |= {str(path) for path in manifest.get("files", ())} | set(_noted(folder))
        aside = (folder / SUPERSEDED).glob("[0-9]*/**/*")
        names |= {path.relative_to(folder).as_posix() for path in aside}
    return frozenset(name for name in names if _is_possible(name) and _is_file(folder / name))


def refuse_foreign(folder: Path, names: Iterable[str] = TOP_NAMES) -> None:
    """Raise ForeignError if a name that a result would take is taken by something not ours."""
    if folder.exists() and not folder.is_dir():
        message = f"Could not write to {folder}: it is a file; name a folder with --out"
        raise ForeignError(message)
    own = listed(folder)
    theirs = [name for name in names if _is_taken(folder, name, own)]
    if theirs:
        _refuse(folder, theirs, "was not written by this program")


def refuse_changed(
    folder: Path, names: Iterable[str] | None = None, noted: Mapping[str, str] | None = None
) -> None:
    """Raise ForeignError if a page, figure or table of ours was changed since it was written.

    names: only these paths. noted: hash by path, where the caller has the ledger open.
    """
    noted = _noted(folder, for_good=True) if noted is None else noted
    asked = set(noted if names is None else names)
    changed = [
        path
        for path, digest in sorted(noted.items())
        if path in asked
        and (path.startswith(_EDITABLE[0]) or path.endswith(_EDITABLE[1:]))
        and _is_file(folder / path)
        and hash_of_bytes((folder / path).read_bytes()) != digest
    ]
    if changed:
        _refuse(folder, changed, "was changed since this program wrote it")


def remove_files(folder: Path, paths: Iterable[str]) -> None:
    """Remove files of ours, and the folders that are empty then."""
    inside = [path for path in paths if _is_possible(path)]
    for path in inside:
        (folder / path).unlink(missing_ok=True)
    _remove_empty(folder, inside)


def move_aside(folder: Path) -> list[str]:
    """Move a whole result of ours to a place of its own below its folder; returns the new paths.

    It goes when what replaces it is whole: see `remove_files`.
    """
    own = sorted(listed(folder), key=lambda path: (path == MANIFEST, path))
    place = _free_place(folder)
    moved = []
    with no_room_told(folder):
        for path in own:
            if path.startswith(f"{SUPERSEDED}/"):
                continue
            _move(folder, path, f"{place}/{path}")
            moved.append(f"{place}/{path}")
    _remove_empty(folder, own)
    earlier = [path for path in own if path.startswith(f"{SUPERSEDED}/")]
    return [*earlier, *moved]


def hashes_of_listed(folder: Path) -> dict[str, str]:
    """Hash by path, as they stand now, of the listed files that are no parts: for a new ledger."""
    own = (path for path in listed(folder) if path.partition("/")[0] not in (*KINDS, MANIFEST))
    return {
        path: hash_of_bytes((folder / path).read_bytes()) for path in own if path not in _LEDGERS
    }


def move_conclusions(folder: Path, ledger: Ledger) -> dict[str, str]:
    """Move aside what was concluded from runs: verdicts, tables, page; returns hash by new path."""
    refuse_changed(folder, None, ledger.files if ledger.was_sealed else {})
    own = set(OWN_NAMES) - {MANIFEST}
    paths = [path for path in ledger.files if path in own or path.startswith(f"{FIGURES}/")]
    moved = {}
    with no_room_told(folder):
        for path in paths:
            if not _is_file(folder / path):
                continue
            _move(folder, path, f"{SUPERSEDED}/{path}")
            moved[f"{SUPERSEDED}/{path}"] = ledger.files[path]
    _remove_empty(folder, paths)
    ledger.note_files({}, gone=paths)
    return moved


def put_files(
    folder: Path, contents: Mapping[str, bytes], is_replaced: Callable[[str], bool]
) -> None:
    """Write files into a result and list them; remove earlier ones of the same kind.

    contents: bytes by path. is_replaced: whether a listed file is of that kind. Raises
    ForeignError, with nothing written, where a file that is not ours stands in the way.
    """
    while True:
        before = _ledger_of(folder)
        try:
            refuse_foreign(folder, contents)
            refuse_changed(folder, (path for path in listed(folder) if is_replaced(path)))
            break
        except ForeignError:  # perhaps files that another command put there meanwhile
            if _is_settled(folder, before):
                raise
    open_result(folder)
    with Ledger.open(folder / LEDGER) as ledger:
        manifest = read_manifest(folder)  # as it is now that nobody else writes it
        stale = [path for path in ledger.files if is_replaced(path) and path not in contents]
        with ledger.replacing(*contents) as hashes:
            for path, content in contents.items():
                hashes[path] = write_bytes(folder / path, content)
            remove_files(folder, stale)
            files = {*ledger.files, *hashes} - set(stale)
            hashes[MANIFEST] = write_manifest(folder, manifest, files)
        ledger.note_files({}, gone=stale)


def _is_settled(folder: Path, before: bytes) -> bool:
    """Whether nobody wrote here since the ledger was these bytes.

    Raises StoppedEarlyError if a command is at work.
    """
    refuse_if_at_work(folder / LEDGER)
    return _ledger_of(folder) == before


def _ledger_of(folder: Path) -> bytes:
    return (folder / LEDGER).read_bytes() if (folder / LEDGER).is_file() else b""


def refuse_other_page(path: Path, begins: str) -> None:
    """Raise ForeignError if a file stands at a place for a page of ours and does not begin so.

    For pages and tables outside a result, which no manifest lists.
    """
    if path.is_file() and not path.is_symlink():
        with path.open("rb") as file:
            if file.readline().decode("utf-8", "replace").startswith(begins):
                return
    elif not path.exists() and not path.is_symlink():
        return
    message = f"{path} was not written by this program; nothing was touched. Name another file"
    raise ForeignError(message)


def _noted(folder: Path, *, for_good: bool = False) -> Mapping[str, str]:
    """Hash by path of the files the ledger knows; none where it cannot be read.

    for_good: none either if the last command was killed, so that hashes may be out of step.
    """
    try:
        book = read_book(folder / LEDGER)
    except DamageError:
        return {}
    return (book.files or {}) if book.is_sealed or not for_good else {}


def _move(folder: Path, path: str, to: str) -> None:
    """Move a file to another place below the same folder."""
    target = folder / to
    target.parent.mkdir(parents=True, exist_ok=True)
    (folder / path).replace(target)


def _is_possible(path: str) -> bool:
    """Whether a file of a result can stand at this path: a list from elsewhere may say anything."""
    steps = list(PurePosixPath(path).parts)
    if steps[:1] == [SUPERSEDED] and steps[1:2] and steps[1].isdecimal():
        del steps[:2]
    if steps[:1] in ([DAMAGED], [SUPERSEDED]):
        del steps[0]
    if "\\" in path or len(steps) not in (1, 2):
        return False
    if len(steps) == 1:
        return steps[0] in OWN_NAMES or steps[0] in _LEDGERS
    folder, name = steps
    is_part = folder in KINDS and PART_NAME.fullmatch(name)
    return bool(is_part or (folder == FIGURES and _FIGURE.fullmatch(name)))


def _is_taken(folder: Path, name: str, own: frozenset[str]) -> bool:
    """Whether something that is not ours stands at a name."""
    path = folder / name
    if path.is_dir() and not path.is_symlink():
        return not own and any(path.iterdir())
    return (path.exists() or path.is_symlink()) and name not in own


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _free_place(folder: Path) -> str:
    number = 1
    while (folder / SUPERSEDED / str(number)).exists():
        number += 1
    return f"{SUPERSEDED}/{number}"


def _remove_empty(folder: Path, paths: Iterable[str]) -> None:
    """Remove the folders in which these files stood, where nothing is left in them."""
    inside = {parent for path in paths for parent in PurePosixPath(path).parents}
    for below in sorted(inside - {PurePosixPath(".")}, key=lambda one: -len(one.parts)):
        place = folder / below
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()


def _refuse(folder: Path, names: list[str], why: str) -> None:
    told = ", ".join(names[:NAMES_TOLD])
    more = f" and {len(names) - NAMES_TOLD} more" if len(names) > NAMES_TOLD else ""
    verb = why if len(names) == 1 else why.replace("was ", "were ")
    message = (
        f"{folder} holds {told}{more}, which {verb}; nothing was touched. "
        "Name another folder with --out, or move what is there"
    )
    raise ForeignError(message)
