"""Where private groups bid and buy, and what growing costs: by cases made for it."""

import numpy as np

from sim.arrays import Bools, Ints
from sim.model.month.bidding import tender_ceilings
from sim.model.month.closed import closed_to
from sim.model.month.eligibility import can_bid
from sim.model.month.growth import growing_costs
from sim.model.month.looks import targets
from sim.model.month.notices import Notices, notices_for
from sim.model.month.stakes import creep_stakes
from sim.model.opening.money import full_cost_per_post
from sim.model.state.codes import Kind
from sim.model.state.estimates import span_cost
from sim.model.state.state import State
from sim.registry.sections.services import SERVICES
from tests.small import for_services, opened, small_world

ALL = for_services(group_interest=1.0, group_least_value=0.0)
OPEN = {**ALL, "policy.groups_in_social_work": True}
CODE = {name: code for code, name in enumerate(SERVICES)}


def in_house(state: State, service: str) -> Ints:
    """Lots of a service that council teams hold."""
    lots = state.lots
    mine = lots.is_open & (lots.holder < state.n_council_teams)
    return np.flatnonzero(mine & (lots.service == CODE[service])).astype(np.int32)


def tender_of(state: State, lots: Ints) -> Notices:
    """One tender of these lots."""
    return notices_for(state, [lots])


def who_may(state: State, lots: Ints) -> Bools:
    """Which groups may bid for these lots together."""
    state.providers.turnover[:] = 1e12
    notices = tender_of(state, lots)
    found: Bools = can_bid(state, notices, tender_ceilings(state, notices))[0]
    return found[groups(state)]


def groups(state: State) -> Ints:
    """Rows of private groups."""
    return np.flatnonzero(state.providers.kind == Kind.GROUP)


def test_groups_bid_for_contracts_of_a_size_and_for_no_smaller_one() -> None:
    state = opened(small_world(ALL))
    (lot, *_) = in_house(state, "youth")
    notices = tender_of(state, np.array([lot]))
    worth = float(tender_ceilings(state, notices)[0])
    for least, may in ((worth * 0.99, True), (worth * 1.01, False)):
        state.services.group_least_value[CODE["youth"]] = least
        assert (who_may(state, np.array([lot])) == may).all()


def test_a_bundle_draws_groups_that_its_parts_do_not() -> None:
    state = opened(small_world(ALL))
    lots = in_house(state, "youth")
    worth = tender_ceilings(state, notices_for(state, [np.array([lot]) for lot in lots]))
    state.services.group_least_value[CODE["youth"]] = float(worth.max()) * 1.01
    assert not any(who_may(state, np.array([lot])).any() for lot in lots)
    assert who_may(state, lots).all()


def test_social_work_is_closed_to_groups_also_in_a_bundle_unless_the_lever_is_on() -> None:
    for overrides, may in ((ALL, False), (OPEN, True)):
        state = opened(small_world(overrides))
        work, youth = in_house(state, "social_work")[:1], in_house(state, "youth")[:1]
        assert (who_may(state, work) == may).all()
        assert (who_may(state, np.concatenate([youth, work])) == may).all()
        assert who_may(state, youth).all()


def test_a_group_may_defend_what_it_holds_whatever_its_size_and_service() -> None:
    state = opened(small_world(for_services(group_interest=0.0, group_least_value=1e9)))
    for service in ("youth", "social_work"):
        lot, row = in_house(state, service)[:1], int(groups(state)[0])
        state.lots.holder[lot] = row
        assert who_may(state, lot).tolist() == [one == row for one in groups(state)]


def test_a_body_may_bid_where_it_is_interested_but_seeks_no_targets_there() -> None:
    state, plain = (opened(small_world({**for_services(group_interest=share, group_least_value=0.0),
                                        "takeovers.candidates": 100, "takeovers.least_age_months": 0}))
                    for share in (1.0, 0.0))  # fmt: skip
    youth = in_house(state, "youth")[:1]
    assert who_may(state, youth).all()
    assert not who_may(plain, youth).any()
    for row in groups(state):
        assert targets(state, int(row)).tolist() == targets(plain, int(row)).tolist()
        works = state.providers.works_in
        assert (works[targets(state, int(row))] & works[row]).any(axis=1).all()


def test_no_group_takes_over_who_works_in_social_work_unless_the_lever_is_on() -> None:
    for overrides, shut in (({}, True), ({"policy.groups_in_social_work": True}, False)):
        state = opened(
            small_world({**overrides, "takeovers.candidates": 100, "takeovers.least_age_months": 0})
        )
        buyer = int(groups(state)[0])
        state.providers.works_in[buyer] = True
        target = int(targets(state, buyer)[0])
        lot = in_house(state, "social_work")[0]
        state.lots.holder[lot] = target
        assert closed_to(state, buyer)[target] == shut
        assert (target in targets(state, buyer)) != shut
        other = int(np.flatnonzero(state.providers.is_charity)[0])
        assert not closed_to(state, other).any()


def test_no_partner_passes_half_in_social_work_unless_the_lever_is_on() -> None:
    for flag in (False, True):
        state = opened(
            small_world({"policy.groups_in_social_work": flag, "takeovers.stake_creep": 12.0})
        )
        providers, buyer = state.providers, int(groups(state)[0])
        mutual = int(np.flatnonzero(providers.kind == Kind.MUTUAL)[0])
        state.lots.holder[in_house(state, "social_work")[0]] = mutual
        providers.stake[:] = 0.0
        providers.stake[mutual], providers.partner[mutual] = 0.45, buyer
        for _ in range(12):
            creep_stakes(state)
            state.month += 1
        assert (providers.stake[mutual] > 0.5) == flag
        assert providers.is_active[mutual] != flag


def test_who_does_not_wish_to_grow_defends_and_seeks_one_first_contract() -> None:
    state = opened(small_world({**for_services(wish_to_grow=0.0, small_interest=1.0), "mechanisms.giving": False,
                                "bidding.standing": 0.0}))  # fmt: skip
    providers = state.providers
    lot = in_house(state, "youth")[:1]
    home = int(state.lots.council[lot[0]])
    notices = tender_of(state, lot)
    may = can_bid(state, notices, tender_ceilings(state, notices))[0]
    here = (providers.kind == Kind.SMALL) & (providers.home == home)
    works = state.lots_held() > 0
    assert may[here & ~works].all()
    assert not may[here & works].any()
    busy = int(np.flatnonzero(here & works)[0])
    own = np.flatnonzero(state.lots.holder == busy)[:1].astype(np.int32)
    notices = tender_of(state, own)
    assert can_bid(state, notices, tender_ceilings(state, notices))[0, busy]


def test_growing_costs_a_manager_beyond_the_span_and_the_return_on_capital() -> None:
    asked = {"bidding.span": 1, "bidding.span_cost": 0.05, "bidding.capital_return": 0.1}
    state = opened(small_world(asked))
    lot = in_house(state, "homes")[:1]
    notices = tender_of(state, lot)
    small = (state.providers.kind == Kind.SMALL) & ~state.providers.is_spun_out
    held = state.lots_held()
    rows = np.array([np.flatnonzero(small & (held == 1))[0], np.flatnonzero(small & (held == 0))[0],
                     groups(state)[0]], dtype=np.int32)  # fmt: skip
    tender, direct = np.zeros(3, dtype=np.int32), np.full(3, 4e5)
    capital = 0.1 * state.services.capital[CODE["homes"]] * notices.posts.sum()
    found = growing_costs(state, notices, tender, rows, direct)
    np.testing.assert_allclose(found, [0.05 * 4e5 + capital, capital, 0.0])


def test_the_cost_of_managing_is_paid_too_in_proportion_to_what_goes_beyond() -> None:
    state, free = (
        opened(small_world({"bidding.span": 1, "bidding.span_cost": cost})) for cost in (0.06, 0.0)
    )
    rows = np.flatnonzero(state.is_external())
    small = (state.providers.kind == Kind.SMALL) & ~state.providers.is_spun_out
    held = state.lots_held()
    known = np.where(small, 0.06 * np.maximum(held - 1, 0) / np.maximum(held, 1), 0.0)
    np.testing.assert_allclose(span_cost(state), known)
    assert (known > 0).any()
    assert not span_cost(free).any()
    dearer = full_cost_per_post(state, rows) > full_cost_per_post(free, rows) * (1 + 1e-9)
    assert (dearer == (known[state.lots.holder[rows]] > 0)).all()
