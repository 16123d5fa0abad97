"""What is wrong with a file, in three parts; and the known name nearest to one that is not."""

import difflib
from collections.abc import Collection

NEAR = 0.6
"""How alike two names must be to ask "did you mean"."""

NAMES_SHOWN = 8
LONGEST = 200
"""Letters of a name that are compared."""

Said = tuple[str, str, str]
"""Address, message, remedy."""


def nearest(name: str, known: Collection[str]) -> str:
    """The remedy for a name that is not known: the nearest that is, or some of those that are."""
    near = difflib.get_close_matches(name[:LONGEST], list(known), n=1, cutoff=NEAR)
    if near:
        return f"did you mean {near[0]}?"
    names = sorted(known)
    more = ", ..." if len(names) > NAMES_SHOWN else ""
    return f"known: {', '.join(names[:NAMES_SHOWN]) or 'none'}{more}"
