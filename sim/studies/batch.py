"""A batch: a folder of experiments that are studied one after another, such as `claims`."""

from pathlib import Path

from sim.errors import MutualsError
from sim.registry.files.names import LONGEST_NAME
from sim.registry.files.text import is_there
from sim.registry.reading.scenario import is_path, tables_beside
from sim.registry.shipped import SUFFIX, shipped_folder
from sim.studies.store.files import MANIFEST

EXPERIMENTS = "experiments"


def batch_folder(name_or_path: str | Path) -> Path | None:
    """The folder that a path or a shipped batch's name means; nothing if it means no folder."""
    if not is_there(Path(name_or_path)) and len(str(name_or_path)) > LONGEST_NAME:
        return None
    if Path(name_or_path).is_dir():
        return Path(name_or_path)
    inside = shipped_folder(EXPERIMENTS) / str(name_or_path)
    return inside if not is_path(name_or_path) and inside.is_dir() else None


def batch_files(folder: Path) -> list[Path]:
    """The experiments of a batch, by name; raises MutualsError if there are none."""
    files = tables_beside(folder)
    if not files:
        message = f"{folder} holds no experiment (a file that ends in {SUFFIX})"
        raise MutualsError(message)
    return files


def is_shipped_batch(folder: Path) -> bool:
    """Whether a batch lies among the shipped experiments."""
    return folder.resolve().parent == shipped_folder(EXPERIMENTS).resolve()


def shipped_batches() -> list[str]:
    """Names of the shipped batches."""
    folders = (path for path in shipped_folder(EXPERIMENTS).iterdir() if path.is_dir())
    return sorted(path.name for path in folders if any(path.glob(f"*{SUFFIX}")))


def batch_results(folder: Path) -> list[Path]:
    """The studies stored side by side in a folder; none if the folder is a study itself."""
    if (folder / MANIFEST).exists() or not folder.is_dir():
        return []
    return sorted(path.parent for path in folder.glob(f"*/{MANIFEST}"))
