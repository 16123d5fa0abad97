"""The manifest of a result: what it says, and the one place where it is written and read back."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, NotRequired, Required, TypeGuard, cast

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict  # Before Python 3.12 pydantic checks no other.

from sim.errors import DamageError, ResultError
from sim.studies.question.sections import Value
from sim.studies.store.files import (
    FORMAT,
    LEDGER,
    MANIFEST,
    checked_bytes,
    parsed_json,
    write_json,
)

RUNNING = "running"
"""State of a study whose runs are not all made."""
OLDER = "of the first version, whose files cannot be checked"
_LISTS = ("files", "replaces", "seeds", "sessions")
"""What a manifest of ours says, if it says it, as a list."""


Held = Value | list[float]
"""What one parameter is in a world: a list where it is of all services, such as what is solved."""


class Cell(TypedDict):
    """One arm at one setting."""

    setting: str
    arm: str
    years: int
    replications: int
    set: dict[str, Held]
    world_hash: str


class Asked(TypedDict):
    """A hypothesis as the file had it: all fields of `Hypothesis`, of which these are read."""

    id: str
    comparison: NotRequired[str]
    outcome: NotRequired[str | list[str]]
    services: NotRequired[list[str]]
    arms: NotRequired[list[str]]


class Inputs(TypedDict, total=False):
    """Everything a study was given: the experiment's text, and each world."""

    experiment: str
    hypotheses: list[Asked]
    scenario: Required[str]
    cells: list[Cell]
    points: dict[str, dict[str, Held]]
    as_in_scenario: dict[str, Held]
    """What the scenario itself has of the paths that some cells set and others do not."""
    world: Required[dict[str, object]]
    set_by: dict[str, str]
    world_is_of: str


class Machine(TypedDict):
    """What the runs were made on."""

    system: str
    processor: str
    processors: int | None
    cpu_features: list[str]


class Circumstances(TypedDict, total=False):
    """What the work was done with: versions, commit, machine."""

    model_version: Required[str]
    versions: dict[str, str]
    commit: str | None
    machine: Machine
    command: list[str]
    written: str


class Session(TypedDict):
    """One sitting in which runs were made."""

    written: str
    wall_seconds: float
    workers: int
    scheduler: NotRequired[str]
    machines: NotRequired[list[dict[str, object]]]
    runs_made: int
    runs_failed: int


class Drawn(TypedDict):
    """Arms to be drawn together."""

    title: str
    arms: list[str]
    takeovers: bool


class Head(TypedDict):
    """What the manifest of any version says."""

    format: int
    kind: Literal["run", "study"]
    files: NotRequired[list[str]]
    replaces: NotRequired[list[str]]
    sessions: NotRequired[list[Session]]


class Manifest(Head, Inputs, Circumstances):
    """What the manifest of a run or a study of this version says."""

    name: str
    title: str
    quick: bool
    series: str
    state: str
    arms: dict[str, str]
    settings: dict[str, str]
    seeds: list[int]
    runs: NotRequired[int | None]
    question: NotRequired[str]
    person: NotRequired[str]
    turns: NotRequired[str]
    short: NotRequired[dict[str, dict[str, str]]]
    side_by_side: NotRequired[list[Drawn]]
    stopping: NotRequired[dict[str, object]]
    runs_failed: NotRequired[int]
    wall_seconds: NotRequired[float]
    hypotheses_written: NotRequired[list[dict[str, str]]]
    run_id: NotRequired[str]
    world_hash: NotRequired[str]
    seed: NotRequired[int]
    years: NotRequired[int]
    seconds: NotRequired[float]


_SHAPE = TypeAdapter(Manifest)


def joined(*parts: Mapping[str, object]) -> Manifest:
    """A manifest of what these say, the later in place of the earlier."""
    return cast(Manifest, {name: value for part in parts for name, value in part.items()})


def write_manifest(folder: Path, manifest: Manifest, files: Iterable[str] = ()) -> str:
    """Write a manifest that lists every file of the result; returns its hash."""
    listed = sorted({*files, MANIFEST, LEDGER})
    return write_json(folder / MANIFEST, {**manifest, "files": listed})


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder of ours, as this version has it.

    Raises ResultError if it is none of ours or of another version, DamageError if it is damaged.
    """
    found = own_manifest(folder)
    refuse_other_format(folder, found)
    return whole_manifest(folder, found)


def whole_manifest(folder: Path, said: Any) -> Manifest:
    """What a manifest of this version says, as it stands; raises DamageError if it does not fit."""
    try:
        _SHAPE.validate_python(said, strict=True)
    except ValidationError as error:
        raise DamageError(misfit(folder / MANIFEST, error)) from None
    return cast(Manifest, said)


def misfit(path: Path, error: ValidationError) -> str:
    """Which value of a file does not fit, in words."""
    place = ".".join(str(step) for step in error.errors()[0]["loc"])
    return f"{path} is damaged ({place}: {error.errors()[0]['msg'].lower()})"


def own_manifest(folder: Path) -> Head:
    """The manifest of a folder of ours, unchecked; raises ResultError if it is none of ours."""
    path = folder / MANIFEST
    if not path.is_file():
        message = f"{folder} holds no {MANIFEST}; is it the folder of a run or a study?"
        raise ResultError(message)
    manifest = parsed_json(path, checked_bytes(folder, MANIFEST, None))
    if not is_own_manifest(manifest):
        message = f"{path} is of another program: {folder} is not the folder of a run or a study"
        raise ResultError(message)
    return manifest


def is_own_manifest(manifest: Any) -> TypeGuard[Head]:
    """Whether this is what a run or a study, of this or another version, says of itself."""
    return (
        isinstance(manifest, Mapping)
        and isinstance(manifest.get("format"), int)
        and manifest.get("kind") in ("run", "study")
        and isinstance(manifest.get("model_version"), str)
        and all(isinstance(manifest.get(name, []), list) for name in _LISTS)
    )


def refuse_other_format(folder: Path, manifest: Head) -> None:
    """Raise ResultError, with what to do, for a result that this version does not read."""
    found = manifest["format"]
    if found == FORMAT:
        return
    if found > FORMAT:
        message = (
            f"{folder} has format {found}, and this version reads {FORMAT}; "
            "read it with the later version that made it"
        )
        raise ResultError(message)
    again = "run it again with --overwrite"
    if manifest["kind"] == "study":
        again = "give the study again with --fresh"
    message = f"{folder} has format {found}, {OLDER}; {again}, or name another folder with --out"
    raise ResultError(message)


def values_set(manifest: Manifest, cell: Cell) -> dict[str, Held]:
    """All that a stored study set in one of its cells: the values of its point, then its own."""
    return {**manifest.get("points", {}).get(cell["setting"], {}), **cell["set"]}


def varied(manifest: Manifest) -> dict[str, dict[tuple[str, str], Held]]:
    """What each parameter that differs between cells is in each, by path, setting and arm."""
    cells = manifest.get("cells", [])
    own = {(cell["setting"], cell["arm"]): values_set(manifest, cell) for cell in cells}
    plain = manifest.get("as_in_scenario", {})
    found = {}
    for path in dict.fromkeys(path for values in own.values() for path in values):
        by_cell = {place: values.get(path, plain.get(path)) for place, values in own.items()}
        known = {place: value for place, value in by_cell.items() if value is not None}
        if len({repr(value) for value in by_cell.values()}) > 1:
            found[path] = known
    return found
