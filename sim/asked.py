"""What a script asks of a run, made sure of at the door: its seed, its length, how much it tells.

What cannot be is refused in one sentence, so that nothing is quietly taken for something else.
"""

import operator
from collections.abc import Sequence
from typing import Any

from sim.chance import fresh_seed, seed_from
from sim.errors import MutualsError

LARGEST_SEED = 2**63 - 1
"""The largest whole number that a column of a stored table can hold."""
MOST_YEARS = 200
"""The longest run; a model of one generation of policy says nothing beyond."""
BEYOND_WORDS = 10**30
LONGEST_TOLD = 60
DETAILS = ("full", "study")
"""How much of a run its log tells: every decision, or only endings and changes of control."""


def seed_of(asked: Any) -> int:
    """A seed as asked for. Raises MutualsError unless it is a whole number, 0 to 2**63 - 1.

    >>> seed_of(3), seed_of(3.0)
    (3, 3)
    """
    seed = whole(asked)
    if seed is None or not 0 <= seed <= LARGEST_SEED:
        message = f"a seed is a whole number, 0 to 2**63 - 1; {_told(asked)} is not"
        raise MutualsError(message)
    return seed


def chosen_seed(seed: Any = None, rng: Any = None) -> int:
    """The seed of a model given `seed`, or `rng` as Mesa calls it, or neither.

    A number is the seed itself. What else Mesa takes for `rng` (numbers in a row, a seed sequence,
    bit generator or generator of numpy) becomes a seed, always the same from the same; a generator
    moves on as it is asked, so that the next model made with it has another. With neither, the
    system names one. Raises MutualsError for both at once, and for what can be no seed.
    """
    if rng is None:
        return fresh_seed() if seed is None else seed_of(seed)
    if seed is not None:
        message = f"give a model seed or rng, not both: here are {seed!r} and {rng!r}"
        raise MutualsError(message)
    words = _words(rng)
    return seed_from(words) if words else seed_of(rng)


def years_of(asked: Any, own: int) -> int:
    """The length of a run, years: what was asked for, or the world's own if nothing was.

    Raises MutualsError unless it is a whole number, 1 to MOST_YEARS.
    """
    years = own if asked is None else whole(asked)
    if years is None or not 1 <= years <= MOST_YEARS:
        message = f"years is a whole number, 1 to {MOST_YEARS}; {_told(asked)} is not"
        raise MutualsError(message)
    return years


def count_of(asked: Any, what: str, least: int, most: int | None = None) -> int:
    """A number of things as asked for. Raises MutualsError unless it is whole and in bounds.

    >>> count_of(2.0, "workers", 1)
    2
    """
    count = whole(asked)
    if count is None or count < least or (most is not None and count > most):
        bounds = f"{least} or more" if most is None else f"{least} to {most}"
        message = f"{what} is a whole number, {bounds}; {_told(asked)} is not"
        raise MutualsError(message)
    return count


def detail_of(asked: Any) -> str:
    """How much the log is to tell. Raises MutualsError unless it is one of `DETAILS`."""
    if asked not in DETAILS:
        message = f'detail is "full" or "study"; {asked!r} is neither'
        raise MutualsError(message)
    return str(asked)


def whole(asked: Any) -> int | None:
    """A whole number as Python's own, from any kind of number that is one; None from all else.

    >>> whole(3.0), whole(2.5), whole(True), whole("3")
    (3, None, None, None)
    """
    if isinstance(asked, bool):
        return None
    if hasattr(asked, "is_integer") and asked.is_integer():
        return int(asked)
    try:
        return operator.index(asked)
    except (TypeError, AttributeError):
        return None


def _told(asked: Any) -> str:
    """What was asked, as a message repeats it: in few letters, even a number of many digits."""
    if isinstance(asked, int) and abs(asked) > BEYOND_WORDS:
        return "a number of many digits"
    told = repr(asked)
    return told if len(told) <= LONGEST_TOLD else f"{told[:LONGEST_TOLD]}..."


def _words(rng: Any) -> list[int]:
    """The numbers that stand for what Mesa takes for `rng`; none for a number and for a mistake."""
    if isinstance(rng, Sequence) and not isinstance(rng, str | bytes):
        return [seed_of(part) for part in rng]
    if hasattr(rng, "generate_state"):
        return [int(word) for word in rng.generate_state(2)]
    bits = getattr(rng, "bit_generator", rng)
    return [int(bits.random_raw()) for _ in range(2)] if hasattr(bits, "random_raw") else []
