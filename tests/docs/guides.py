"""What a page shows to be done: its commands, its programs and its files."""

import re
import shlex
from pathlib import Path


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language that stand at the margin."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.DOTALL)


def commands(text: str) -> list[list[str]]:
    """The words of every `mutuals` command shown, without its own name."""
    lines = [line for block in blocks(text, "console") for line in block.splitlines()]
    shown = [shlex.split(line.removeprefix("$ ")) for line in lines if line.startswith("$ ")]
    return [words[1:] for words in shown if words[0] == "mutuals"]


def write_files(text: str, folder: Path) -> None:
    """Write every block of TOML that begins with its name into a folder."""
    for block in blocks(text, "toml"):
        name = re.match(r"# (\S+\.toml)\n", block)
        if name is not None:
            (folder / name.group(1)).write_text(block, encoding="utf-8")
