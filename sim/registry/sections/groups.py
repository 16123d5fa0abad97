"""The private groups at the start, and what each holds."""

from functools import partial

from sim.registry.fields import SHARE, Section, assumed, fact

_part = partial(assumed, 0, (0, 1), "share of groups' value", within=SHARE)


class NamedGroup(Section):
    """A private group at the start: its share of what all groups hold, by service."""

    name: str = fact("", "Name of the group.")
    drawn_as: str = fact("", "Name by which its luck is drawn, so that another name changes no number; its own if empty. Events find a group by either.")
    youth: float = _part("Part of the groups' youth services.")
    school_support: float = _part("Part of the groups' school support.")
    social_work: float = _part("Part of the groups' social work practices.")
    homes: float = _part("Part of the groups' children's homes.")
    fostering: float = _part("Part of the groups' fostering.")


_HOMES = (0.30, 0.17, 0.17, 0.07, 0.07, 0.07, 0.07, 0.04, 0.04, 0.0, 0.0, 0.0, 0.0, 0.0)
_FOSTERING = (0.14, 0.10, 0.0, 0.30, 0.18, 0.08, 0.06, 0.05, 0.05, 0.04, 0.0, 0.0, 0.0, 0.0)
_SCHOOLS = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.40, 0.28, 0.20, 0.12)
_YOUTH = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.10, 0.30, 0.30, 0.20, 0.10)
_SOCIAL_WORK = (0.0, 0.0, 0.0, 0.20, 0.20, 0.0, 0.0, 0.0, 0.0, 0.0, 0.30, 0.30, 0.0, 0.0)


_NAMES = (
    "Amberhythe Group", "Bellquay Group", "Cobblestrake Holdings plc", "Drayspindle Group",
    "Everlathe Holdings plc", "Flintharrow Group", "Gorseladder Group", "Heronstrake Holdings plc",
    "Ivorysedge Group", "Juniperlode Group", "Kittiwold Holdings plc", "Larkstrand Group",
    "Marlhythe Group", "Nightjarrow Holdings plc",
)  # fmt: skip
"""Made up; meant to be nobody's."""


def fourteen_groups() -> tuple[NamedGroup, ...]:
    """Invented groups: nine that run homes (sizes as E34), six of them and one more in fostering, four outsourcers.

    Sizes outside homes are assumed. The largest in one service is not the largest in the other. The parts say how the
    opening share of groups is divided; where they hold nothing yet (youth, social work) a part says nothing of who bids,
    which `services.*.group_interest` does.
    """
    return tuple(
        NamedGroup(
            name=_NAMES[place],
            drawn_as=f"Private Group {chr(ord('A') + place)}",
            homes=_HOMES[place],
            fostering=_FOSTERING[place],
            school_support=_SCHOOLS[place],
            youth=_YOUTH[place],
            social_work=_SOCIAL_WORK[place],
        )
        for place in range(len(_HOMES))
    )
