"""How a provider comes to be: the traits of its kind and form, whoever founds it and whenever."""

from typing import Any

import numpy as np

from sim.chance import Purpose, identity_of, normal, one_uniform
from sim.model.opening.leanings import note_mutual
from sim.model.opening.plans import PARTNER_DRAW, SpinOut, reward_offer
from sim.model.state.codes import Kind, Origin
from sim.model.state.state import State
from sim.model.state.tables import NEVER, NOBODY
from sim.registry.sections.forms import FORMS
from sim.registry.sections.groups import NamedGroup
from sim.registry.sections.kinds import KINDS
from sim.registry.world import World


def provider_effect(state: State, identity: int) -> float:
    """Lasting effect of one provider on quality, drawn at its founding."""
    draw = normal(state.seed, Purpose.PROVIDER_EFFECT, 0, np.array([identity], dtype=np.uint64))
    return float(state.world.quality.provider_spread * draw[0])


def found_firm(  # noqa: PLR0913 (the facts of a firm at its founding)
    state: State, name: str, label: str, kind: int, home: int, founded: int, *, is_charity: bool
) -> int:
    """Add a small provider or a private group, and return its row. It holds nothing yet."""
    world = state.world
    terms = getattr(world.kinds, KINDS[kind])
    identity = identity_of(label)
    effect = provider_effect(state, identity)
    row = state.providers.add(
        name,
        label,
        identity=identity,
        kind=kind,
        home=home,
        founded=founded,
        entered=max(founded, 0),
        is_charity=is_charity,
        is_locked=is_charity,
        can_sell_shares=not is_charity,
        kept_share=1.0 if is_charity else world.finance.small_kept_share,
        offer=reward_offer(world, KINDS[kind]),
        social_value=terms.social_value,
        markup_floor=terms.markup_floor,
        bids_a_year=terms.bids_a_year,
        allowance=one_uniform(state.seed, Purpose.ALLOWANCE, 0, identity),
        effect=effect,
    )
    state.providers.track[row] = world.quality.start + effect
    state.providers.markup[row] = max(terms.markup_floor, terms.opening_markup)
    return row


def found_spin_out(state: State, plan: SpinOut) -> int:
    """Add a mutual (or, in a twin world, the small firm that stands in for it), and return its row.

    It has the traits of mutuals and of its legal form, but for those a twin world takes
    from small firms.
    """
    world, identity = state.world, identity_of(plan.label)
    effect = provider_effect(state, identity)
    traits = {
        **_who_it_is(state, plan, identity),
        **_who_owns_it(state, plan, identity),
        **_how_it_trades(state, plan),
        "effect": effect + (0.0 if world.twins.is_firm else world.quality.mutual_effect),
        "mentored_until": _mentored_until(state, plan),
    }
    row = state.providers.add(plan.name, plan.label, **traits)
    state.providers.track[row] = world.quality.start + effect
    state.providers.markup[row] = world.spin_outs.first_price - 1
    state.providers.works_in[row, plan.service] = True
    state.providers.founded_in[row] = plan.service
    note_mutual(state, row)
    return row


def is_twin(world: World, trait: str) -> bool:
    """Whether this trait is that of a small firm in a twin world."""
    return bool(world.twins.is_firm or getattr(world.twins, trait))


def _who_it_is(state: State, plan: SpinOut, identity: int) -> dict[str, Any]:
    """Kind, form and home of a body, who began it and when."""
    is_firm = state.world.twins.is_firm
    return {
        "identity": identity,
        "kind": Kind.SMALL if is_firm else Kind.MUTUAL,
        "form": NOBODY if is_firm else FORMS.index(plan.form),
        "home": plan.council,
        "founded": plan.founded,
        "entered": max(plan.founded, 0),
        "origin": Origin.STAFF if plan.staff_started else Origin.TOP,
        "is_spun_out": True,
        "is_named": plan.is_named,
        "is_cautious": not is_twin(state.world, "appetite"),
    }


def _who_owns_it(state: State, plan: SpinOut, identity: int) -> dict[str, Any]:
    """Votes, voice, shares and what becomes of a surplus: by legal form."""
    world = state.world
    form = getattr(world.forms, plan.form)
    sold_by_owner = is_twin(world, "takeover_route")
    voice = 0.0 if is_twin(world, "voice") or not world.mechanisms.voice else form.voice
    stake = 0.0 if sold_by_owner else form.partner_stake
    shares_as_firm = is_twin(world, "surplus")
    return {
        "is_locked": form.is_locked and not sold_by_owner,
        "can_sell_shares": form.can_sell_shares or sold_by_owner,
        "majority": form.majority,
        "members_vote": not sold_by_owner,
        "voice": voice * plan.staff_votes,
        "staff_votes": plan.staff_votes,
        "council_votes": plan.council_votes,
        "customer_votes": plan.customer_votes,
        "kept_share": world.finance.small_kept_share if shares_as_firm else form.kept_share,
        "members_share": 0.0 if shares_as_firm else form.members_share,
        "stake": stake,
        "partner": _partner(state, identity) if stake > 0 else NOBODY,
    }


def _how_it_trades(state: State, plan: SpinOut) -> dict[str, Any]:
    """Pay of new staff, bids, and income beside contracts."""
    world = state.world
    mutual, small, spin_outs = world.kinds.mutual, world.kinds.small, world.spin_outs
    as_firm = {name: is_twin(world, name) for name in type(world.twins).model_fields}
    matches = plan.matches_terms or mutual.matches_terms
    own_offer = 1.0 if matches else reward_offer(world, "mutual")
    earns_outside = world.mechanisms.outside_income and not as_firm["outside_income"]
    return {
        "offer": reward_offer(world, "small") if as_firm["offer"] else own_offer,
        "social_value": (small if as_firm["social_value"] else mutual).social_value,
        "markup_floor": (small if as_firm["markup_floor"] else mutual).markup_floor,
        "bids_a_year": (small if as_firm["appetite"] else mutual).bids_a_year,
        "allowance": one_uniform(state.seed, Purpose.ALLOWANCE, 0, identity_of(plan.label)),
        "saving": 0.0 if world.twins.is_firm else spin_outs.productivity,
        "outside_from": spin_outs.outside_income * earns_outside,
        "outside_to": spin_outs.outside_income_later * earns_outside,
        "passes_on": plan.passes_on * world.mechanisms.commissioning,
        "passes_on_to": plan.passes_on_to,
        "customer_fee": plan.customer_income * world.mechanisms.customers,
        "loyalty": plan.customer_loyalty,
        "customers_pay": plan.customers_pay * world.mechanisms.customers,
    }


def _mentored_until(state: State, plan: SpinOut) -> int:
    """Month until which the support programme mentors it, or NEVER."""
    policy = state.world.policy
    supports = policy.support and not is_twin(state.world, "outside_income")
    in_time = plan.founded < policy.support_until_month
    if supports and in_time and _mentored(state) < policy.mentors:
        return plan.founded + policy.mentor_months
    return NEVER


def _mentored(state: State) -> int:
    """How many bodies have a mentor now."""
    providers = state.providers
    return int(np.count_nonzero(providers.is_active & (providers.mentored_until > state.month)))


def _partner(state: State, identity: int) -> int:
    """The private group that holds a stake in a mutual, by the mutual's own luck."""
    groups = np.flatnonzero((state.providers.kind == Kind.GROUP) & state.providers.is_active)
    if not len(groups):
        return NOBODY
    draw = one_uniform(state.seed, Purpose.SPIN_OUT_TRAITS, PARTNER_DRAW, identity)
    order = groups[np.argsort(state.providers.identity[groups], kind="stable")]
    return int(order[int(draw * len(order))])


def found_group(state: State, group: NamedGroup) -> int:
    """Add a private group."""
    label = f"group:{group.drawn_as or group.name}"
    return found_firm(state, group.name, label, Kind.GROUP, NOBODY, -1, is_charity=False)
