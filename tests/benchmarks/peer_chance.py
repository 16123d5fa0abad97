"""The model's draws by address, written again in plain Python: one number at a time."""

import math
from collections.abc import Iterable

from scipy.special import ndtri

GOLDEN = 0x9E3779B97F4A7C15
FIRST = 0xBF58476D1CE4E5B9
SECOND = 0x94D049BB133111EB
MASK = 0xFFFFFFFFFFFFFFFF
UNIT = 2.0**-53
HALF_UNIT = UNIT / 2


def mixed(z: int) -> int:
    """The splitmix64 mixer (Steele, Lea and Flood 2014)."""
    z = ((z ^ (z >> 30)) * FIRST) & MASK
    z = ((z ^ (z >> 27)) * SECOND) & MASK
    return z ^ (z >> 31)


def identity_of(*parts: int) -> int:
    """Identity of a thing made of parts."""
    found = 0
    for part in parts:
        found = mixed((found * GOLDEN + 1 + part) & MASK)
    return found


def key_of(parts: Iterable[int]) -> int:
    """Key of all draws of one seed, purpose and month."""
    key = 0
    for part in parts:
        key = mixed((key * GOLDEN + part + 1) & MASK)
    return key


def uniform(key: int, identity: int) -> float:
    """One draw in [0, 1)."""
    z = (identity * GOLDEN + key) & MASK
    z = ((z ^ (z >> 30)) * FIRST) & MASK
    z = ((z ^ (z >> 27)) * SECOND) & MASK
    return ((z ^ (z >> 31)) >> 11) * UNIT


def normal(key: int, identity: int) -> float:
    """One standard normal draw."""
    return float(ndtri(uniform(key, identity) + HALF_UNIT))


def gumbel(key: int, identity: int) -> float:
    """One Gumbel draw of mean 0 and standard deviation 1."""
    standard = -math.log(-math.log(uniform(key, identity) + HALF_UNIT))
    return (standard - EULER_GAMMA) * (math.sqrt(6) / math.pi)


EULER_GAMMA = 0.5772156649015329
