"""The cases in the order of their pages.

Facts come from two articles by Joe Lepper; all else is said to be assumed.
"""

from docs.make.cases.national import COLLEGES, FAILURE, PROGRAMME
from docs.make.cases.places import DURHAM, LAMBETH, SANDWELL, STAFFORDSHIRE, TRI_BOROUGH
from docs.make.cases.precedents import HOMES, INSPECTORS

CASES = (
    SANDWELL,
    TRI_BOROUGH,
    STAFFORDSHIRE,
    LAMBETH,
    DURHAM,
    COLLEGES,
    PROGRAMME,
    FAILURE,
    INSPECTORS,
    HOMES,
)
"""Every case with a world of its own."""
