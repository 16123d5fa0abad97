"""What happens to the world at a known month."""

from typing import Literal

from sim.registry.fields import Section, assumed, fact
from sim.registry.sections.services import ServiceName


class Event(Section):
    """Something that happens to the world at a known month."""

    month: int = assumed(0, (0, 240), "months", "When it happens.", within=(0, 600))
    kind: Literal["fail", "budget_shock"] = fact("fail", "fail: the named organisation becomes insolvent; budget_shock: one service's budget moves at once.")
    organisation: str = fact("", "Whom it befalls (name).")
    service: ServiceName = fact("youth", "Which service a budget shock befalls.")
    size: float = assumed(0.0, (-0.5, 0.5), "share", "Size of a budget shock.", within=(-1, 5))
