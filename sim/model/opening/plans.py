"""Proposals that staff or customers of a council run some of its lots: drawn, named, voted on."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.chance import Purpose, identity_of, one_identity, one_uniform
from sim.model.opening.names import spoken
from sim.model.rules.spin_out import vote_log_odds
from sim.model.state.state import State
from sim.registry.sections.forms import FORMS
from sim.registry.sections.named import NamedMutual
from sim.registry.sections.services import SERVICES
from sim.registry.world import World

FORM_DRAW, ORIGIN_DRAW, PARTNER_DRAW, UNION_DRAW, CUSTOMERS_DRAW = range(5)
"""Which trait of a spin-out is drawn."""


def reward_offer(world: World, kind: str) -> float:
    """Reward a kind of provider offers new staff, over council reward."""
    terms = getattr(world.kinds, kind)
    return float(terms.pay_offer * (1 + terms.pension_offer) / (1 + world.staff.council_pension))


@dataclass(frozen=True, slots=True)
class SpinOut:
    """A proposal that a council's staff run some of its lots as a mutual."""

    name: str
    label: str
    council: int
    service: int
    form: str
    founded: int
    staff_started: bool
    matches_terms: bool = False
    customer_income: float = 0.0
    passes_on: float = 0.0
    passes_on_to: int = 0
    customer_loyalty: float = 0.0
    staff_votes: float = 1.0
    council_votes: float = 0.0
    customers_pay: float = 0.0
    is_customers: bool = False
    customer_votes: float = 0.0
    is_named: bool = False


def planned_spin_out(state: State, council: int, service: int, nth: int, founded: int) -> SpinOut:
    """Form, origin and name of a spin-out nobody named, by its own luck."""
    world = state.world
    identity = one_identity(int(state.councils.identity[council]), service, nth)

    def draw(which: int) -> float:
        return one_uniform(state.seed, Purpose.SPIN_OUT_TRAITS, which, identity)

    forms = world.forms
    mix = np.array([getattr(forms, f"mix_{name}") for name in FORMS])
    if forms.locked_only:
        mix = mix * np.array([getattr(forms, name).is_locked for name in FORMS])
    form = FORMS[
        int(
            np.searchsorted(np.cumsum(mix / mix.sum()), draw(FORM_DRAW), side="right").clip(
                0, len(FORMS) - 1
            )
        )
    ]
    code = state.councils.codes[council]
    again = f" {nth + 1}" if nth else ""
    share = getattr(world.services, SERVICES[service]).customers_share
    is_customers = draw(CUSTOMERS_DRAW) < share
    return SpinOut(
        name=f"{state.councils.names[council]} {spoken(service)} Mutual{again}",
        label=f"mutual:{code}:{SERVICES[service]}:{nth}",
        council=council,
        service=service,
        form=form,
        founded=founded,
        staff_started=draw(ORIGIN_DRAW) < world.spin_outs.staff_started and not is_customers,
        **(_as_customers_own(world) if is_customers else {}),
    )


def _as_customers_own(world: World) -> dict[str, Any]:
    """What sets a body of customers, such as schools, apart: votes, loyalty, who pays."""
    own = world.own_work
    return {
        "is_customers": True,
        "staff_votes": 0.0,
        "council_votes": own.council_votes,
        "customer_votes": 1 - own.council_votes,
        "customers_pay": own.customers_pay,
        "customer_loyalty": own.customer_loyalty,
    }


def named_spin_out(state: State, mutual: NamedMutual) -> SpinOut:
    """The spin-out a scenario names."""
    return SpinOut(
        name=mutual.name,
        label=f"mutual:{mutual.council}:{mutual.service}:{mutual.name}",
        council=state.councils.codes.index(mutual.council),
        service=SERVICES.index(mutual.service),
        form=mutual.form,
        founded=mutual.founded_month,
        staff_started=mutual.staff_started,
        matches_terms=mutual.matches_terms,
        customer_income=mutual.customer_income,
        passes_on=mutual.passes_on,
        passes_on_to=mutual.passes_on_to,
        staff_votes=_staff_votes(mutual),
        council_votes=mutual.council_votes,
        customer_votes=mutual.customer_votes,
        is_named=True,
        customer_loyalty=mutual.customer_loyalty,
    )


def _staff_votes(mutual: NamedMutual) -> float:
    """What customers, council and residents leave of the votes, exactly none if they have all."""
    others = (mutual.customer_votes, mutual.council_votes, mutual.resident_votes)
    return max(1 - math.fsum(others), 0.0)


def vote_on(state: State, plan: SpinOut) -> float:
    """Log-odds that staff vote for a plan; above 0 the vote is won."""
    world = state.world
    rules, terms = world.spin_outs, world.kinds.mutual
    offer = reward_offer(world, "mutual")
    if world.policy.pension_guarantee:
        offer = max(offer, terms.pay_offer)
    if terms.matches_terms or plan.matches_terms or world.policy.two_tier_code:
        offer = 1.0
    union = 2 * one_uniform(state.seed, Purpose.SPIN_OUT_VOTE, UNION_DRAW, identity_of(plan.label))
    return vote_log_odds(
        getattr(world.forms, plan.form).voice, offer, union, plan.staff_started,
        (rules.vote_voice, rules.vote_fear, rules.vote_union, rules.vote_staff_started),
    )  # fmt: skip


VOTE_LOST = "staff feared for the terms of those who come later more than they valued a voice"
