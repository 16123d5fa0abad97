"""Chance by address: every draw is named by (seed, purpose, month, identity) and by nothing else.

The same person, post, tender or provider has the same luck in any two worlds, whoever else is there
and in whatever order they are asked. There is no other source of chance in the model. The system is
asked for a number in one place, `fresh_seed`, to name a run whose seed nobody chose.

The mixer is splitmix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
generators").
"""

import hashlib
import secrets
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Identities = NDArray[np.uint64]
Draws = NDArray[np.float64]

_GOLDEN = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB
_SHIFTS = (30, 27, 31)
_MASK = 0xFFFFFFFFFFFFFFFF
_KEEP_53_BITS = 11
_TO_UNIT = 2.0**-53
_NAME_BYTES = 8
_SEED_BITS = 48
"""Of a seed that nobody chose: fifteen digits, which a spreadsheet and a web page show exactly."""
_DROP_TO_SEED = 64 - _SEED_BITS
_KEYS_KEPT = 256

# The same numbers as arrays of no dimension, which numpy takes as they are: to make a number ready
# for each operation on a short array costs more than the operation.
_GOLDENS, _FIRSTS, _SECONDS, _ONE = (
    np.array(n, dtype=np.uint64) for n in (_GOLDEN, _FIRST, _SECOND, 1)
)
_SHIFT_1, _SHIFT_2, _SHIFT_3, _SHIFT_4 = (
    np.array(n, dtype=np.uint64) for n in (*_SHIFTS, _KEEP_53_BITS)
)


class Purpose(IntEnum):
    """What a draw decides. A new decision takes a new number, so that it changes no other draw."""

    OPENING_COUNCIL = 1
    OPENING_LOT = 2
    OPENING_GROUP = 3
    OPENING_TERM = 4
    OPENING_POST = 5
    OPENING_TENURE = 6
    OPENING_MUTUAL = 7
    OPENING_FIRM = 8
    PERSON = 10
    LEAVING = 11
    HIRING = 12
    REDUNDANCY = 13
    REDEPLOYMENT = 14
    MARKET_TESTING = 20
    EXTENSION = 21
    INSOURCING = 22
    TERM = 23
    RESERVED = 24
    BUNDLE = 25
    STOPPING = 26
    COST_ERROR = 30
    FIT = 31
    SEEN_QUALITY = 32
    ALLOWANCE = 33
    CONSULTATION = 34
    PROVIDER_EFFECT = 40
    FIRM_TRAITS = 41
    SPIN_OUT = 50
    SPIN_OUT_VOTE = 51
    SPIN_OUT_TRAITS = 52
    ENTRY = 55
    ENTRY_PLACE = 56
    UPLIFT = 60
    LOOK = 70
    CANDIDATE = 71
    OWNER_WILLING = 72
    SALE_VOTE = 73
    CONTROL_CLAUSE = 74
    STAKE = 75
    CUSTOMER = 80
    RENEWAL = 81
    GRANT = 82
    OWN_PAYERS = 83
    NULL_FROZEN = 90
    NULL_DRIFT = 91
    NULL_DRIFT_NATION = 92
    RAREFY = 93
    DESIGN = 95
    INTEREST = 100
    WISH = 101
    GIVING = 102
    LOCAL_BODY = 103


def _mix(z: int) -> int:
    z = ((z ^ (z >> _SHIFTS[0])) * _FIRST) & _MASK
    z = ((z ^ (z >> _SHIFTS[1])) * _SECOND) & _MASK
    return z ^ (z >> _SHIFTS[2])


def _mix_all(z: Identities) -> None:
    """Mix an array in place."""
    z ^= z >> _SHIFT_1
    z *= _FIRSTS
    z ^= z >> _SHIFT_2
    z *= _SECONDS
    z ^= z >> _SHIFT_3


def identity_of(name: str) -> int:
    """Identity of something with a name, such as a council by its code."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=_NAME_BYTES).digest(), "big")


def joined(*parts: Identities | NDArray[np.integer] | int) -> Identities:
    """Identities of things made of parts, such as (lot, n-th letting).

    Shape: the parts' common shape.
    """
    mixed: Identities | None = None
    for part in parts:
        place = _whole_numbers(part)
        if mixed is None:
            mixed = place + _ONE
        else:
            mixed *= _GOLDENS
            mixed += _ONE
            mixed = mixed + place
        _mix_all(mixed)
    return np.zeros(1, dtype=np.uint64) if mixed is None else mixed


def _whole_numbers(part: Identities | NDArray[np.integer] | int) -> Identities:
    """A part of an identity as an array of at least one dimension; it may be the part itself."""
    if isinstance(part, int):
        return np.array([part & _MASK], dtype=np.uint64)
    numbers: Identities = np.asarray(part, dtype=np.uint64)
    return numbers if numbers.ndim else numbers.reshape(1)


def one_identity(*parts: int) -> int:
    """Identity of one thing made of parts."""
    mixed = 0
    for part in parts:
        mixed = _mix((mixed * _GOLDEN + 1 + part) & _MASK)
    return mixed


def fresh_seed() -> int:
    """A seed from the system, 0 to 2**48 - 1, for a run whose seed nobody chose; another each time.

    It names the run and decides nothing in it: who knows the seed can make the run again.
    """
    return secrets.randbits(_SEED_BITS)


def seed_from(words: Sequence[int]) -> int:
    """The seed, 0 to 2**48 - 1, that some whole numbers stand for together; the same each time.

    >>> seed_from([1, 2]) == seed_from([1, 2]) != seed_from([2, 1])
    True
    """
    return one_identity(*words) >> _DROP_TO_SEED


@lru_cache(maxsize=_KEYS_KEPT)
def _key(seed: int, purpose: int, month: int) -> int:
    """What all draws of one seed, purpose and month share."""
    key = 0
    for part in (seed, purpose, month):
        key = _mix((key * _GOLDEN + part + 1) & _MASK)
    return key


@lru_cache(maxsize=_KEYS_KEPT)
def _key_for_all(seed: int, purpose: int, month: int) -> Identities:
    return np.array(_key(seed, purpose, month), dtype=np.uint64)


def uniform(seed: int, purpose: Purpose, month: int, identity: Identities) -> Draws:
    """One draw in [0, 1) for each identity. Shape: that of `identity`."""
    z = identity * _GOLDENS
    z += _key_for_all(seed, purpose, month)
    _mix_all(z)
    z >>= _SHIFT_4
    return z.astype(np.float64) * _TO_UNIT


def one_uniform(seed: int, purpose: Purpose, month: int, identity: int) -> float:
    """One draw in [0, 1) for one identity."""
    z = _mix((identity * _GOLDEN + _key(seed, purpose, month)) & _MASK)
    return (z >> _KEEP_53_BITS) * _TO_UNIT


def normal(seed: int, purpose: Purpose, month: int, identity: Identities) -> Draws:
    """One standard normal draw for each identity."""
    from scipy.special import ndtri

    draws: Draws = ndtri(uniform(seed, purpose, month, identity) + _TO_UNIT / 2)
    return draws


def gumbel(seed: int, purpose: Purpose, month: int, identity: Identities) -> Draws:
    """One Gumbel draw of mean 0 and standard deviation 1 for each identity.

    Best of many small errors.
    """
    standard = -np.log(-np.log(uniform(seed, purpose, month, identity) + _TO_UNIT / 2))
    draws: Draws = (standard - np.euler_gamma) * (np.sqrt(6) / np.pi)
    return draws
