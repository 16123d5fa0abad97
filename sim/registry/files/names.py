"""Names of worlds become names of folders: which ones can be, on every system."""

import re

LONGEST_NAME = 100
ALLOWED = "letters, digits, blanks and . _ - + , ( ), at most 100, the first a letter or digit"

_ODD = re.compile(r"[^\w .()+,-]")
_DEVICES = {"con", "prn", "aux", "nul", *(f"{one}{n}" for one in ("com", "lpt") for n in range(10))}
"""What Windows takes for a device, whatever comes after a point."""


def is_device(name: str) -> bool:
    """Whether a name is one that Windows keeps for itself."""
    return name.casefold().partition(".")[0].strip() in _DEVICES


def name_fits(name: str) -> bool:
    """Whether a name can be that of a folder on every system, and leads nowhere else.

    >>> name_fits("durham_2"), name_fits("../x"), name_fits("con"), name_fits("")
    (True, False, False, False)
    """
    is_plain = not _ODD.search(name) and name.strip(" .") == name and name[:1] not in "-+,()"
    return is_plain and 0 < len(name) <= LONGEST_NAME and not is_device(name)


def name_from(stem: str) -> str:
    """The name of a scenario that gives none: that of its file, odd signs replaced.

    >>> name_from("durham"), name_from("a;b"), name_from("...")
    ('durham', 'a_b', 'scenario')
    """
    name = _ODD.sub("_", stem).lstrip(" .-+,()")[:LONGEST_NAME].rstrip(" .")
    return name if name and not is_device(name) else f"scenario {name}".strip()
