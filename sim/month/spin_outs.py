"""Phase 3: spin-outs are proposed and voted on, and get their first contract."""

import numpy as np

from sim.chance import Purpose, identity_of, one_uniform, uniform
from sim.month.bidding import can_bid, tender_ceilings, value_bids
from sim.month.endings import close
from sim.month.notices import Notices, notices_for
from sim.registry.services import SERVICES
from sim.rules.spin_out import challenges, vote_log_odds
from sim.world.founding import UNION_DRAW, SpinOut, found_spin_out, named_spin_out, planned_spin_out
from sim.world.opening_money import endow, fill_rings
from sim.world.opening_mutuals import begin_spin_out, lots_to_spin_out
from sim.world.state import MONTHS_PER_YEAR, N_SERVICES, State
from sim.world.tables import NOBODY, Ints


def propose_spin_outs(state: State, notices: Notices) -> Notices:
    """Found this month's spin-outs.

    Those that must race for their contract are added to the month's tenders.
    """
    world = state.world
    _give_up_lost_races(state)
    if not world.mechanisms.spin_outs:
        return notices
    races: list[tuple[Ints, int]] = []
    for mutual in world.mutuals:
        if (
            mutual.founded_month == state.month
            and state.month > 0
            and mutual.council in state.councils.codes
        ):
            _begin(
                state,
                named_spin_out(state, mutual),
                mutual.lots,
                mutual.contract_months,
                races,
                notices,
                free=True,
            )
    for council, service in _proposals(state):
        nth = _count_proposal(state, council, service)
        plan = planned_spin_out(state, council, service, nth, state.month)
        if _vote(state, plan):
            _begin(state, plan, world.spin_outs.most_lots, 0, races, notices, free=False)
    return _with_races(state, notices, races)


def _proposals(state: State) -> list[tuple[int, int]]:
    """Council and service of each proposal this month."""
    world, councils, lots = state.world, state.councils, state.lots
    pushed = state.month < world.market.surge_months
    rate = (world.spin_outs.rate if pushed else world.spin_outs.later_rate) * councils.taste_mutual
    draw = uniform(state.seed, Purpose.SPIN_OUT, state.month, councils.identity)
    found = []
    factor = np.array([getattr(world.services, name).spin_out_factor for name in SERVICES])
    free = lots.is_open & (lots.holder < state.n_council_teams) & (lots.next_holder == NOBODY)
    for council in np.flatnonzero(draw < -np.expm1(-rate / MONTHS_PER_YEAR)):
        has = np.bincount(lots.service[free & (lots.council == council)], minlength=N_SERVICES) > 0
        weight = factor * has
        if weight.sum() > 0:
            luck = one_uniform(
                state.seed, Purpose.SPIN_OUT_TRAITS, state.month, int(councils.identity[council])
            )
            found.append(
                (
                    int(council),
                    int(np.searchsorted(np.cumsum(weight / weight.sum()), luck, side="right")),
                )
            )
    return found


def _count_proposal(state: State, council: int, service: int) -> int:
    """How many spin-outs this council has proposed in this service before.

    One at the start counts.
    """
    made = state.notes.setdefault("proposals", [])
    key = (float(council), float(service))
    code = f"mutual:{state.councils.codes[council]}:{SERVICES[service]}:"
    started = sum(label.startswith(code) for label in state.providers.labels)
    before = max(sum(entry == key for entry in made), started)
    made.append(key)
    return before


def _vote(state: State, plan: SpinOut) -> bool:
    """Staff vote on the plan."""
    world = state.world
    rules = world.spin_outs
    form = getattr(world.forms, plan.form)
    terms = world.kinds.mutual
    offer = terms.pay_offer * (1 + terms.pension_offer) / (1 + world.staff.council_pension)
    if terms.matches_terms or plan.matches_terms or world.policy.two_tier_code:
        offer = 1.0
    union = 2 * one_uniform(state.seed, Purpose.SPIN_OUT_VOTE, UNION_DRAW, identity_of(plan.label))
    log_odds = vote_log_odds(
        form.voice, offer, union, plan.staff_started,
        (rules.vote_voice, rules.vote_fear, rules.vote_union, rules.vote_staff_started),
    )  # fmt: skip
    state.flows.count("spin_out_votes", np.array([plan.service]))
    if log_odds <= 0:
        because = "staff feared for the terms of those who come later more than they valued a voice"
        state.log.add(
            state.month,
            "vote_lost",
            council=plan.council,
            service=plan.service,
            numbers=(log_odds,),
            because=because,
        )
    else:
        state.flows.count("spin_out_votes_won", np.array([plan.service]))
    return log_odds > 0


def _begin(  # noqa: PLR0913 (a plan, its terms, and the month's tenders it may join)
    state: State,
    plan: SpinOut,
    most_lots: int,
    months: int,
    races: list[tuple[Ints, int]],
    notices: Notices,
    *,
    free: bool,
) -> None:
    """Found the body, and give it its contract by a shortlist of one.

    Or send it to an open race.
    """
    lots = lots_to_spin_out(state, plan.council, plan.service, most_lots)
    lots = lots[~np.isin(lots, notices.lots)]
    lots = lots[~np.isin(lots, np.concatenate([race for race, _ in races]) if races else [])]
    if not len(lots):
        return
    row = found_spin_out(state, plan)
    providers = state.providers
    numbers = (float(len(lots)), float(state.lots.required[lots].sum()))
    state.flows.count("spin_outs", np.array([plan.service]))
    if not free and state.world.policy.shortlist_of_one:
        state.flows.count("shortlists", np.array([plan.service]))
    if free or (state.world.policy.shortlist_of_one and not _challenged(state, lots, row)):
        because = (
            "a known mutual" if free else "the council asked one supplier and nobody challenged"
        )
        begin_spin_out(state, row, lots, months)
        fill_rings(state, np.array([row]))
        endow(state, np.array([row]))
        state.flows.count("shortlist_awards", np.array([plan.service]))
        state.notes.setdefault("awards", []).extend(
            (float(state.month), float(lot), 1.0, 1.0) for lot in lots
        )
    else:
        because = "a rival challenged: it must race for its own service"
        providers.is_forming[row] = True
        races.append((lots, row))
        state.flows.count("challenges", np.array([plan.service]))
    _grant(state, row)
    founders = "staff" if plan.staff_started else "managers"
    state.log.add(
        state.month, "spin_out", row, council=plan.council, service=plan.service, lot=int(lots[0]),
        numbers=numbers, because=f"{founders} proposed it and staff voted for it; {because}",
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
    """The support programme's grant."""
    policy = state.world.policy
    if policy.support and state.month < policy.support_until_month:
        state.ledger.pay(
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
            providers.is_forming[row] = False
            close(state, int(row))
