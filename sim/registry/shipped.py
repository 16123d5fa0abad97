"""Where the shipped worlds and experiments lie, and what they are called."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SHIPPED = Path(__file__).resolve().parents[1] / "shipped"
SUFFIX = ".toml"


def shipped_folder(kind: str) -> Path:
    """Where "scenarios" or "experiments" lie: beside `sim/` in a checkout, inside it in a wheel."""
    beside = CHECKOUT / kind
    return beside if beside.is_dir() and (CHECKOUT / "pyproject.toml").is_file() else SHIPPED / kind


def shipped_names(kind: str = "scenarios") -> list[str]:
    """Bare names of what is shipped, sorted; those in a folder inside bear its name: claims/c01."""
    folder = shipped_folder(kind)
    files = folder.rglob(f"*{SUFFIX}")
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in files)
