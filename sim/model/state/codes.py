"""What the numbers in columns of codes stand for."""

from enum import IntEnum

import numpy as np


class Code(IntEnum):
    """A number with a name, to compare columns with."""

    # numpy looks for it first: what it does not find costs Python 3.11 more than to compare.
    __array_ufunc__ = np.ndarray.__array_ufunc__


class Kind(Code):
    """Kinds of provider: `providers.kind`."""

    IN_HOUSE = 0
    MUTUAL = 1
    SMALL = 2
    GROUP = 3


class Route(Code):
    """How a lot came to its holder: `lots.route`."""

    OPENING = 0
    OPEN = 1
    SHORTLIST = 2
    RESERVED = 3
    TAKEN_BACK = 4
    EXTENDED = 5


ROUTES = ("opening", "open race", "shortlist of one", "reserved", "in-house", "extended")
"""Routes as events name them, by code."""


class Ending(Code):
    """How independence ends: `providers.ending`."""

    STILL_INDEPENDENT = 0
    TAKEN_OVER = 1
    STAKE_PAST_HALF = 2
    MERGED_NONPROFIT = 3
    LOST_TO_GROUP = 4
    LOST_TO_NONPROFIT = 5
    LOST_TO_COUNCIL = 6
    INSOLVENT = 7
    WOUND_UP = 8
    STOPPED = 9
    CUSTOMERS_LEFT = 10


ENDINGS = ("", *(ending.name.lower() for ending in Ending if ending))
"""Endings as results name them, by code."""


class Origin(Code):
    """Who began a mutual: `providers.origin`."""

    NONE = 0
    TOP = 1
    STAFF = 2


ORIGINS = ("", "top", "staff")
"""Origins as results name them, by code."""


class Payer(Code):
    """Who pays for a lot: the council that lets it; else it is a body's own work: `lots.payer`."""

    COUNCIL = 0
    CUSTOMERS = 1
    FUNDER = 2


class Account(Code):
    """What a customer is: gone, a member, one who only buys, or one from elsewhere."""

    GONE = 0
    MEMBER = 1
    BUYER = 2
    ASSOCIATE = 3
