"""The style sheet of the page, with its colours, and for pages that show parts of it."""

import re
from importlib.resources import files

from sim.report.drawing.palette import variables


def scoped_style(scope: str) -> str:
    """The rules of the page's style sheet, each for what lies inside `scope` only.

    For pages that show sections of a report among other things, and have its colours already.
    """
    sheet = files("sim.report").joinpath("style.css").read_text(encoding="utf-8")

    def inside(match: re.Match[str]) -> str:
        selectors = (one.strip() for one in match.group(0).split(","))
        return ", ".join(
            one.replace(":root", scope) if one == ":root" else f"{scope} {one}" for one in selectors
        )

    return re.sub(r"(?:(?<=^)|(?<=[{}]))[^{}@]+(?=\{)", inside, sheet)


def page_style() -> str:
    """The style sheet, its colours first."""
    sheet = files("sim.report").joinpath("style.css").read_text(encoding="utf-8")
    light = f":root{{{variables(dark=False)}}}"
    dark = f"@media screen and (prefers-color-scheme:dark){{:root{{{variables(dark=True)}}}}}"
    return f"{light}\n{dark}\n{sheet}"
