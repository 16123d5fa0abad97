"""Phase 3: spin-outs are proposed and voted on, and get their first contract."""

import numpy as np

from sim.arrays import Ints
from sim.chance import Purpose, joined, one_uniform, uniform
from sim.model.month.bidding import tender_ceilings, value_bids
from sim.model.month.eligibility import can_bid
from sim.model.month.endings import close
from sim.model.month.notices import Notices, notices_for
from sim.model.month.transfers import note_awards
from sim.model.opening.founding import found_spin_out
from sim.model.opening.known_lots import known_value
from sim.model.opening.money import endow, fill_rings
from sim.model.opening.mutuals import (
    begin_spin_out,
    free_to_spin_out,
    lots_by_cell,
    lots_to_spin_out,
)
from sim.model.opening.named import (
    count_people,
    lots_for,
    release_promise,
    sell_advice,
    tell_not_founded,
)
from sim.model.opening.plans import VOTE_LOST, SpinOut, named_spin_out, planned_spin_out, vote_on
from sim.model.rules.spin_out import challenges
from sim.model.state.codes import Payer
from sim.model.state.state import N_SERVICES, State
from sim.registry.sections.named import NamedMutual
from sim.registry.sections.services import SERVICES
from sim.units import chance_within_a_month


def propose_spin_outs(state: State, notices: Notices) -> Notices:
    """Found this month's spin-outs.

    Those that must race for their contract are added to the month's tenders.
    """
    world = state.world
    _give_up_lost_races(state)
    if not world.mechanisms.spin_outs:
        return notices
    races: list[tuple[Ints, int]] = []
    for place, mutual in enumerate(world.mutuals):
        begins = mutual.founded_month == state.month and state.month > 0
        if begins and mutual.council in state.councils.codes:
            _begin_named(state, place, mutual, notices)
    for council, service in _proposals(state):
        nth = _count_proposal(state, council, service)
        plan = planned_spin_out(state, council, service, nth, state.month)
        if plan.is_customers or _vote(state, plan):
            _begin(state, plan, races, notices)
    return _with_races(state, notices, races)


def _proposals(state: State) -> list[tuple[int, int]]:
    """Council and service of each proposal this month.

    Each service has a rate of its own: one that nobody proposes leaves no more to the others.
    """
    councils, rules = state.councils, state.world.spin_outs
    base = rules.rate if state.month < rules.push_months else rules.later_rate
    rate = base * councils.taste_mutual[:, None] * state.services.spin_outs[None, :]
    cells = joined(councils.identity[:, None], np.arange(N_SERVICES)[None, :])
    draw = uniform(state.seed, Purpose.SPIN_OUT, state.month, cells)
    has_lots = lots_by_cell(state, free_to_spin_out(state, rules.most_value)) > 0
    proposed = np.argwhere(has_lots & (draw < chance_within_a_month(rate)))
    return [(int(council), int(service)) for council, service in proposed]


def _count_proposal(state: State, council: int, service: int) -> int:
    """Number of this proposal among those of the council and service: none is used twice.

    Those at the start count, and those that were voted down.
    """
    code = f"mutual:{state.councils.codes[council]}:{SERVICES[service]}:"
    started = sum(label.startswith(code) for label in state.providers.labels)
    made = state.proposals
    last = made.number[(made.council == council) & (made.service == service)]
    nth = max(started, *(last + 1).tolist(), 0)
    made.add(council=council, service=service, number=nth)
    return nth


def _vote(state: State, plan: SpinOut) -> bool:
    """Staff vote on the plan."""
    log_odds = vote_on(state, plan)
    state.flows.count("spin_out_votes", np.array([plan.service]))
    if log_odds <= 0:
        state.log.add(
            state.month,
            "vote_lost",
            council=plan.council,
            service=plan.service,
            log_odds=log_odds,
            because=VOTE_LOST,
        )
    else:
        state.flows.count("spin_out_votes_won", np.array([plan.service]))
    return log_odds > 0


def _begin(state: State, plan: SpinOut, races: list[tuple[Ints, int]], notices: Notices) -> None:
    """Found the body; give it its contract by a shortlist of one, or send it to an open race."""
    world = state.world
    most = world.spin_outs.most_lots, world.spin_outs.most_value
    lots = lots_to_spin_out(state, plan.council, plan.service, *most)
    lots = lots[~np.isin(lots, notices.lots)]
    lots = lots[~np.isin(lots, np.concatenate([race for race, _ in races]) if races else [])]
    if not len(lots):
        return
    row = found_spin_out(state, plan)
    posts = float(state.lots.required[lots].sum())
    if world.policy.shortlist_of_one:
        state.flows.count("shortlists", np.array([plan.service]))
    if world.policy.shortlist_of_one and not _challenged(state, lots, row):
        because = "the council asked one supplier and nobody challenged"
        begin_spin_out(state, row, lots, 0)
        _open_books(state, plan, row, lots)
    else:
        because = "the council asks all: it must race for its own service"
        if world.policy.shortlist_of_one:
            because = "a rival challenged: it must race for its own service"
            state.flows.count("challenges", np.array([plan.service]))
        state.providers.is_forming[row] = True
        races.append((lots, row))
    _announce(state, plan, row, lots, posts, because)


def _begin_named(state: State, place: int, mutual: NamedMutual, notices: Notices) -> None:
    """Found a mutual that a scenario names, unless its staff veto it or no lot is left for it."""
    plan = named_spin_out(state, mutual)
    if mutual.asks_staff and not _vote(state, plan):
        release_promise(state, place)
        return
    lots = lots_for(state, place, mutual)
    lots = lots[~np.isin(lots, notices.lots)]
    if not len(lots):
        tell_not_founded(state, mutual)
        return
    row = found_spin_out(state, plan)
    posts = float(state.lots.required[lots].sum())
    value = known_value(state, mutual, lots)
    begin_spin_out(state, row, lots, mutual.contract_months, value)
    count_people(state, row, mutual)
    sell_advice(state, row, mutual)
    _open_books(state, plan, row, lots)
    _announce(state, plan, row, lots, posts, "a known mutual")


def _open_books(state: State, plan: SpinOut, row: int, lots: Ints) -> None:
    """A body that begins without a race has its accounts and reserves at once."""
    fill_rings(state, np.array([row]))
    endow(state, np.array([row]))
    state.flows.count("shortlist_awards", np.array([plan.service]))
    let = lots[state.lots.payer[lots] == Payer.COUNCIL]
    note_awards(state, let, np.ones(len(let), dtype=bool), np.full(len(let), row))
    moved = len(state.people_in(lots))
    state.flows.staff_moved += moved
    state.flows.count("staff_moved", np.array([plan.service]), np.array([float(moved)]))


def _announce(  # noqa: PLR0913 (what is told of a spin-out)
    state: State, plan: SpinOut, row: int, lots: Ints, posts: float, because: str
) -> None:
    """Pay the programme's grant, count the spin-out and write down how it came about."""
    state.flows.count("spin_outs", np.array([plan.service]))
    _grant(state, row)
    founders = "staff" if plan.staff_started else "managers"
    how = (
        "the council and its customers founded it"
        if plan.is_customers
        else f"{founders} proposed it and staff voted for it"
    )
    state.log.add(
        state.month, "spin_out", row, council=plan.council, service=plan.service, lot=int(lots[0]),
        lots=len(lots), posts=posts,
        because=f"{how}; {because}",
    )  # fmt: skip


def _challenged(state: State, lots: Ints, row: int) -> bool:
    """Whether a rival would rather have an open race, and no prior talk prevents it."""
    policy, providers = state.world.policy, state.providers
    race = notices_for(state, [lots], [row])
    ceiling = tender_ceilings(state, race)
    eligible = can_bid(state, race, ceiling)
    eligible[:, row] = False
    bids = value_bids(state, race, eligible, ceiling)
    worth = bids.worth[bids.price <= bids.ceiling]
    luck = one_uniform(state.seed, Purpose.CONSULTATION, state.month, int(providers.identity[row]))
    return challenges(worth, policy.challenge_cost, luck, policy.prior_consultation)


def _grant(state: State, row: int) -> None:
    """The support programme's grant, as long as it has money."""
    policy = state.world.policy
    if not policy.support or state.month >= policy.support_until_month:
        return
    spent = -state.payments.outside.get("support programme", 0.0)
    if spent + policy.support_grant > policy.support_budget:
        because = "the support programme had spent its money"
        state.log.add(
            state.month, "grant_refused", row, spent=spent, grant=policy.support_grant,
            because=because,
        )  # fmt: skip
        return
    state.payments.pay(
        "support programme",
        ("provider", np.array([row])),
        np.array([policy.support_grant]),
        "grants",
    )


def _with_races(state: State, notices: Notices, races: list[tuple[Ints, int]]) -> Notices:
    """The month's tenders with those for spin-outs that were challenged."""
    if not races:
        return notices
    more = notices_for(state, [lots for lots, _ in races], [row for _, row in races])
    return Notices(
        lots=np.concatenate((notices.lots, more.lots)),
        tender=np.concatenate((notices.tender, more.tender + notices.n)).astype(np.int32),
        lead=np.concatenate((notices.lead, more.lead)),
        route=np.concatenate((notices.route, more.route)),
        term=np.concatenate((notices.term, more.term)),
        holder=np.concatenate((notices.holder, more.holder)),
        identity=np.concatenate((notices.identity, more.identity)),
        posts=np.concatenate((notices.posts, more.posts)),
    )


def _give_up_lost_races(state: State) -> None:
    """A spin-out that lost its race never trades."""
    providers, lots = state.providers, state.lots
    for row in np.flatnonzero(providers.is_forming & providers.is_active):
        if not (lots.next_holder == row).any():
            because = "it lost the race for its own service and never traded"
            state.log.add(state.month, "wound_up", int(row), because=because)
            close(state, int(row))
            providers.is_forming[row] = False
