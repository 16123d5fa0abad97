"""The folders the browser may read and write; whatever leads out of them is refused.

Names come from addresses, forms and files, so none is trusted: a name with a step up, a separator
too many or a link that leads elsewhere ends in an OutsideError before anything is opened.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.errors import MutualsError
from sim.registry.shipped import shipped_names
from sim.studies.store.files import MANIFEST

RESULTS, GIVEN, SCENARIOS, EXPERIMENTS = "results", "given", "my_scenarios", "my_experiments"
SUFFIX = ".toml"
LARGEST_TEXT = 256_000
"""Bytes of the largest scenario or experiment that is read or written."""
LARGEST_POINTS = 10_000_000
"""Bytes of the largest table of points that an experiment from the browser may name."""
DEEPEST = 3
"""Steps below a folder at which results are still looked for."""
MOST_RESULTS = 500
UNDER_WAY = "sitting.json"
"""What a study started from the browser tells of itself while it goes on."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
_LEADS_AWAY = re.compile(r'[/\\:*?"<>|\x00-\x1f]')


class OutsideError(MutualsError):
    """Something outside the chosen folders was asked for."""


class FolderError(MutualsError):
    """A file of a chosen folder cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One chosen folder, and the only way into it."""

    key: str
    """Its name in addresses."""
    root: Path

    def place(self, name: str) -> Path:
        """A file or folder on this shelf; "" is the shelf itself, "/" goes down.

        Raises OutsideError if the name, or a link on its way, leads anywhere else.
        """
        steps = name.split("/") if name else []
        if any(not step or set(step) == {"."} or _LEADS_AWAY.search(step) for step in steps):
            message = f"{name!r} is no place in {self.root.name}"
            raise OutsideError(message)
        found = self.root.joinpath(*steps)
        if not found.resolve().is_relative_to(self.root.resolve()):
            message = f"{name!r} leads out of {self.root.name}"
            raise OutsideError(message)
        return found

    def names(self, suffix: str = SUFFIX) -> list[str]:
        """Names, without suffix, of the files that lie on the shelf itself."""
        if not self.root.is_dir():
            return []
        return sorted(path.stem for path in self.root.glob(f"*{suffix}") if self._holds(path))

    def read(self, name: str) -> str:
        """The text of a file; raises FolderError if it cannot be read or is too large."""
        path = self.place(name)
        refuse_odd(path)
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST_TEXT + 1)
            return text_of(content, name)
        except OSError as error:
            message = f"{name} cannot be read: {(error.strerror or str(error)).lower()}"
            raise FolderError(message) from None

    def write(self, name: str, text: str, *, replace: bool = False) -> Path:
        """Write a file, whole or not at all; unless said, one that is there is left alone."""
        path = self.place(f"{plain_name(name)}{SUFFIX}")
        if len(text.encode()) > LARGEST_TEXT:
            message = f"the text is larger than {LARGEST_TEXT // 1000} kB"
            raise FolderError(message)
        draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            if path.exists() and not replace:
                message = f"{path.name} is there already; give another name, or replace it"
                raise FolderError(message)
            draft.unlink(missing_ok=True)
            # Made anew or not at all, so that no link that lies there is followed.
            with draft.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            draft.replace(path)
        except OSError as error:
            message = f"{path.name} cannot be written: {(error.strerror or str(error)).lower()}"
            raise FolderError(message) from None
        return path

    def _holds(self, path: Path) -> bool:
        return path.is_file() and path.resolve().is_relative_to(self.root.resolve())


@dataclass(frozen=True, slots=True)
class Folders:
    """All that the browser may open."""

    results: tuple[Shelf, ...]
    """Where results are looked for; the first is where new ones are made."""
    scenarios: Shelf
    experiments: Shelf

    def result(self, address: str) -> Path:
        """The folder of a result by its address, such as "results:webb"."""
        key, _, name = address.partition(":")
        for shelf in self.results:
            if shelf.key == key:
                folder = shelf.place(name)
                for path in folder.rglob("*"):
                    refuse_odd(path)
                return folder
        message = f"{address!r} is in none of the chosen folders"
        raise OutsideError(message)

    def source(self, name: str) -> str | Path:
        """What the loader takes for a scenario by name: a shipped one's name, or one's own file.

        Raises FolderError if there is none of that name; a shipped name always means the shipped.
        """
        if name in shipped_names("scenarios"):
            return name
        if name in self.scenarios.names():
            return self.scenarios.place(f"{name}{SUFFIX}")
        message = f"there is no scenario {name!r}, shipped or in {self.scenarios.root.name}"
        raise FolderError(message)

    def refuse_points(self, name: str) -> None:
        """Raise MutualsError unless an experiment of one's own may read this table of points.

        It is named from where the experiment lies, and must be in the working folder.
        """
        working = self.experiments.root.parent.resolve()
        path = (self.experiments.root / name.replace("\0", "")).resolve()
        if "\0" in name or not path.is_relative_to(working):
            message = f"{name!r} leads out of the working folder"
            raise OutsideError(message)
        refuse_odd(path)
        if path.is_file() and path.stat().st_size > LARGEST_POINTS:
            message = f"{name!r} is larger than {LARGEST_POINTS // 1_000_000} MB"
            raise FolderError(message)

    def addresses(self) -> Iterator[tuple[str, Path]]:
        """Address and folder of every result, finished or begun."""
        for shelf in self.results:
            for path in found_under(shelf.root):
                inside = path.relative_to(shelf.root).as_posix()
                yield f"{shelf.key}:{'' if inside == '.' else inside}", path


def chosen(given: Path | None, working: Path | None = None) -> Folders:
    """The folders of a under_way: what lies in the working folder, and the one given with it."""
    here = (working or Path.cwd()).resolve()
    own = Shelf(RESULTS, here / RESULTS)
    shelves = [own]
    if given is not None and not given.resolve().is_relative_to(own.root):
        shelves.insert(0 if is_new_home(given) else 1, Shelf(GIVEN, given.resolve()))
    return Folders(
        tuple(shelves), Shelf(SCENARIOS, here / SCENARIOS), Shelf(EXPERIMENTS, here / EXPERIMENTS)
    )


def is_new_home(given: Path) -> bool:
    """Whether new results may lie in a given folder: not if it is itself one result."""
    return not (given / MANIFEST).exists()


def found_under(root: Path) -> Iterator[Path]:
    """Folders of results at a place or a few steps below it; links are not followed."""
    found = 0
    for here, below, files in os.walk(root):
        folder = Path(here)
        told = [folder / name for name in (MANIFEST, UNDER_WAY) if name in files]
        if told and all(path.is_file() for path in told):
            found += 1
            yield folder
            below.clear()
        if found >= MOST_RESULTS or len(folder.relative_to(root).parts) >= DEEPEST:
            below.clear()
        below[:] = sorted(name for name in below if not name.startswith("."))


def refuse_odd(path: Path) -> None:
    """Raise FolderError for what is there and neither a file nor a folder.

    To open a pipe is to wait for whoever writes into it; a device never ends.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        message = f"{path.name} is no plain file"
        raise FolderError(message)


def plain_name(name: str) -> str:
    """The name if a file may bear it; raises FolderError if not."""
    if _PLAIN.fullmatch(name):
        return name
    message = (
        f"{name!r} cannot name a file here; begin with a letter, go on with letters, digits, "
        "hyphens or underscores, at most 60 in all"
    )
    raise FolderError(message)


def text_of(content: bytes, name: str) -> str:
    """Bytes as text; raises FolderError if they are too many or no text."""
    if len(content) > LARGEST_TEXT:
        message = f"{name} is larger than {LARGEST_TEXT // 1000} kB"
        raise FolderError(message)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = f"{name} is not text in UTF-8"
        raise FolderError(message) from None


def leads_away(name: str) -> bool:
    """Whether a name written in a file would be read as a path to another folder.

    >>> leads_away("england"), leads_away("my_world.toml"), leads_away("../secret.toml")
    (False, False, True)
    """
    return bool(_LEADS_AWAY.search(name)) or ".." in name
