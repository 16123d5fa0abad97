"""Names of organisations that nobody named: invented, the same in every run of a world."""

from sim.chance import one_identity
from sim.model.state.state import State
from sim.registry.sections.services import SERVICES

FIRST = (
    "Arken Berrin Brindle Catter Corrin Dapple Dorrin Eddle Elver Farrin Ferrow Gantle Hallow "
    "Hather Ilver Jessa Kester Kettle Lapwin Larrin Merrin Nettle Orrin Osker Pellan Petrel Quill "
    "Quern Rindle Rushen Sallow Sorrel Tansy Tarrin Teasel Ulver Vellan Wexel Yarrow Yelder"
)
SECOND = (
    "beck brake brow carr clough combe copse cote croft dell drove fell fen fold garth gill glade "
    "holt keld ling mere moss nook quay rigg sedge shaw sike stow tarn thwaite toft wood weir wick "
    "wold"
)
WORDS = len(FIRST.split()) * len(SECOND.split())
"""How many first words there are: none of a council and service comes twice before all have."""
STEP = 611
"""Words between one body's and the next one's; shares no factor with their number."""


def spoken(service: int) -> str:
    """A service as a part of a made-up name."""
    return SERVICES[service].replace("_", " ").title()


def coined_word(first: int, nth: int) -> str:
    """The made-up word of the n-th body, from the word of the first on; a number once all are used.

    >>> coined_word(0, 0), coined_word(0, 1), coined_word(0, 1440)
    ('Arkenbeck', 'Kesterwold', 'Arkenbeck 2')
    """
    place = (first + nth * STEP) % WORDS
    again = f" {nth // WORDS + 1}" if nth >= WORDS else ""
    heads, tails = FIRST.split(), SECOND.split()
    begins, ends = divmod(place, len(tails))
    return f"{heads[begins]}{tails[ends]}{again}"


def firm_name(state: State, council: int, service: int, nth: int, *, is_charity: bool) -> str:
    """Name of an invented small provider: where it is at home, a made-up word, what it does.

    It follows from council, service and number alone, so no chance is drawn for it.
    """
    word = coined_word(one_identity(int(state.councils.identity[council]), service) % WORDS, nth)
    ending = "Trust" if is_charity else "Ltd"
    return f"{state.councils.names[council]} {word} {spoken(service)} {ending}"
