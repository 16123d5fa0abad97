"""The folder of a study: whether it may be written to, and what lies there while it is made."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from sim.errors import MutualsError
from sim.studies.runs.progress import Progress
from sim.studies.store.files import (
    FORMAT,
    LEDGER,
    MANIFEST,
    hash_of_bytes,
    no_room_told,
)
from sim.studies.store.ledger import Ledger, refuse_if_at_work
from sim.studies.store.manifest import (
    Manifest,
    own_manifest,
    refuse_other_format,
    write_manifest,
)
from sim.studies.store.ownership import (
    hashes_of_listed,
    listed,
    move_aside,
    move_conclusions,
    refuse_changed,
    refuse_foreign,
)


def refuse_other_results(folder: Path, name: str, *, quick: bool, fresh: bool = False) -> None:
    """A folder holds one study, and what is not ours in it is not touched.

    Raises ForeignError, ResultError or MutualsError where another study, or anything else, lies
    where this one would be written. fresh: whether one of an earlier format may be replaced.
    """
    refuse_foreign(folder)
    if not (folder / MANIFEST).exists():
        return
    found = own_manifest(folder)
    stored: Mapping[str, object] = found
    if stored.get("name") != name or stored.get("quick", False) != quick:
        kind = "a quick trial of " if stored.get("quick") else ""
        message = f"{folder} holds {kind}{stored.get('name')}; name another folder with --out"
        raise MutualsError(message)
    if not fresh or found["format"] > FORMAT:
        refuse_other_format(folder, found)


@contextlib.contextmanager
def at_work(
    folder: Path, manifest: Manifest, progress: Progress, *, fresh: bool = False
) -> Iterator[Ledger]:
    """The ledger of a folder, open, and the manifest of what is to be made there in its place.

    The manifest comes first, so that whatever is written after it is known to be ours. fresh: what
    is stored there goes aside before.
    """
    if fresh:
        manifest["replaces"] = _moved_aside(folder)
    with no_room_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    refuse_if_at_work(folder / LEDGER)
    if not (folder / MANIFEST).exists():
        write_manifest(folder, manifest)
    with Ledger.open(folder / LEDGER) as ledger:
        _begin(folder, ledger, manifest, progress)
        yield ledger


def _begin(folder: Path, ledger: Ledger, manifest: Manifest, progress: Progress) -> None:
    """Note the manifest in the folder if what is there is not of this study as it stands.

    What was concluded from other runs goes aside: until these are made there is no verdict.
    """
    stored, noted = own_manifest(folder), ledger.files.get(MANIFEST)
    is_as_noted = noted == hash_of_bytes((folder / MANIFEST).read_bytes())
    said: Mapping[str, object] = stored
    wanted: Mapping[str, object] = json.loads(json.dumps(manifest))
    decisive = ("experiment", "cells", "model_version")
    is_same = all(said.get(name) == wanted[name] for name in decisive)
    if is_as_noted and is_same:
        return
    if noted is not None and ledger.was_sealed and not is_as_noted:
        progress.say("the manifest was damaged; what it told of earlier sessions is lost")
    else:
        if "sessions" in stored:
            manifest["sessions"] = stored["sessions"]
        if "replaces" in stored:
            manifest["replaces"] = stored["replaces"]
    with ledger.replacing(MANIFEST) as hashes:
        if noted is None:
            hashes |= hashes_of_listed(folder)
        if not is_same:
            hashes |= move_conclusions(folder, ledger)
        hashes[MANIFEST] = write_manifest(folder, manifest, {*ledger.files, *hashes})


def _moved_aside(folder: Path) -> list[str]:
    """Move the result of a folder aside, to be removed when the new one is whole."""
    refuse_if_at_work(folder / LEDGER)
    if not listed(folder):
        return []
    refuse_changed(folder)
    return [*own_manifest(folder).get("replaces", []), *move_aside(folder)]
