"""Memory of worlds that are put away goes back to the system.

Each page plays its world in a thread of its own. The C library of Linux gives threads stores of
their own and keeps what they leave, so that a server on which many pages come and go grows without
holding anything. Elsewhere nothing is done, and nothing need be.
"""

import ctypes
import gc
import sys
from functools import lru_cache

STORES = 2
"""Stores all threads share."""
_MOST_STORES = -8
"""The number by which the C library knows this setting (M_ARENA_MAX)."""


def share_stores() -> None:
    """Let threads share a few stores; to be called before the first of them."""
    library = _library()
    if library is not None:
        library.mallopt(_MOST_STORES, STORES)


def give_back() -> None:
    """Hand back what is free, after a world was let go of."""
    gc.collect()
    library = _library()
    if library is not None:
        library.malloc_trim(0)


@lru_cache(maxsize=1)
def _library() -> ctypes.CDLL | None:
    """The C library, if it is the one that knows these calls."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None
