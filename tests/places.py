"""Where the project lies, for tests however deep."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "scenarios"
