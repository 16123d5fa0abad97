"""Who looks at whom, who may veto a sale and how they vote; whom councils turn away."""

from typing import Any

import numpy as np
import pytest

from sim.arrays import Bools
from sim.chance import Purpose, joined, one_identity, one_uniform, uniform
from sim.model.month.bidding import decide_bids
from sim.model.month.looks import best_look, lookers, targets
from sim.model.month.notices import decide_notices
from sim.model.month.phases import PHASES, close_month
from sim.model.month.settling import (
    choose_winners,
    decide_insourcing,
    mobilisation_capacity,
    score_bids,
    settle_tenders,
)
from sim.model.month.spin_outs import propose_spin_outs
from sim.model.month.takeovers import share_after
from sim.model.state.codes import Kind, Payer
from sim.model.state.state import State
from sim.model.state.tables import NOBODY
from tests.happening import must_happen
from tests.identities.test_ownership import worth_to
from tests.moments import OWNERS, kept, phases_of
from tests.small import opened, small_world

MONTHS = 48
LOOKED: dict[str, Any] = {
    "market.contract_months": 24, "takeovers.looks_a_year": 4.0, "takeovers.mutual_share": 0.3,
    "takeovers.nonprofit_turnover": 4e6, "takeovers.candidates": 3, "policy.merger_control": 0.5,
    "market.insourcing_level": 0.4, "bidding.mobilisation": 0.1, "bidding.mobilisation_least": 15,
    "bidding.surety": 0.1,
}  # fmt: skip


def looked_at(state: State, buyer: int) -> Bools:
    """Whom a buyer may look at, if it does not look at mutuals alone. (P,)."""
    providers, lots = state.providers, state.lots
    held = np.bincount(lots.holder[lots.is_open], minlength=providers.n) > 0
    mine = providers.works_in[buyer]
    found = providers.is_active & held & ~providers.is_forming
    found &= (providers.kind == Kind.SMALL) | (providers.kind == Kind.MUTUAL)
    found &= providers.founded <= state.month - state.world.takeovers.least_age_months
    found &= np.array([(mine & row).any() for row in providers.works_in])
    if providers.kind[buyer] != Kind.GROUP:
        reach = state.councils.reach[providers.home[buyer]]
        found &= (providers.home >= 0) & reach[providers.home]
        found &= providers.is_locked | providers.is_spun_out
    found[buyer] = False
    return found


def test_buyers_look_at_a_few_that_they_can_reach_and_choose_the_best_worth() -> None:
    seen, chosen = 0, 0
    state = opened(small_world(LOOKED))
    for _ in range(MONTHS):
        for name, phase in PHASES:
            if name == OWNERS:
                providers, rules = state.providers, state.world.takeovers
                large = providers.turnover.sum(axis=1) > rules.nonprofit_turnover
                large &= providers.is_locked & (providers.kind != Kind.IN_HOUSE)
                luck = uniform(state.seed, Purpose.LOOK, state.month, providers.identity)
                buys = providers.is_active & (providers.stage == 0)
                buys &= ((providers.kind == Kind.GROUP) | large) & (luck < rules.looks_a_year / 12)
                assert lookers(state).tolist() == np.flatnonzero(buys).tolist()
                for buyer in np.flatnonzero(buys):
                    may = looked_at(state, int(buyer))
                    identity = int(providers.identity[buyer])
                    alone = one_uniform(state.seed, Purpose.CANDIDATE, state.month, identity)
                    if alone < rules.mutual_share:
                        may &= providers.is_spun_out
                    rows = np.flatnonzero(may)
                    who = joined(providers.identity[rows], identity)
                    order = uniform(state.seed, Purpose.CANDIDATE, state.month, who)
                    few = rows[np.argsort(order, kind="stable")[: rules.candidates]]
                    assert targets(state, int(buyer)).tolist() == few.tolist()
                    deal = best_look(kept(state), int(buyer))
                    assert (deal is None) == (len(few) == 0)
                    seen += 1
                    if deal is not None:
                        gains = [limit - ask for ask, limit in
                                 (worth_to(state, int(row), int(buyer)) for row in few)]  # fmt: skip
                        assert deal.gain == pytest.approx(max(gains))
                        assert deal.target == few[int(np.argmax(gains))]
                        chosen += 1
            phase(state)
        close_month(state)
    must_happen(seen > chosen > 0)


@pytest.mark.parametrize("world", ["bought", "failing"])
def test_owners_and_members_agree_by_their_own_luck(world: str) -> None:
    asked = {True: 0, False: 0}
    for state, before, _, told in phases_of(world, OWNERS):
        rules, then = state.world.takeovers, before.providers
        offers = [event for event in told if event.kind.startswith("takeover")]
        for event in offers:
            target = event.organisation
            again = sum(other.organisation == target for other in offers) > 1
            votes = bool(then.members_vote[target])
            if "blocked" in event.kind or again or (votes and then.staff_votes[target] < 1):
                continue
            asked[votes] += 1
            pair = one_identity(int(then.identity[target]), int(then.identity[event.other]))
            luck = one_uniform(state.seed, Purpose.OWNER_WILLING, state.month, pair)
            agree = luck < rules.owner_willing
            if votes:
                posts = before.posts
                staff = posts.is_filled & (before.lots.holder[posts.lot] == target)
                heads = staff.sum() * then.people_per_post[target]
                odds = (
                    rules.vote_offer * event.numbers["paid"] / heads / 1000
                    + rules.vote_distress * (then.stage[target] > 0)
                    - rules.vote_commitment
                    * (posts.commitment[staff] - state.world.staff.base_commitment)
                    - rules.vote_voice * then.voice[target]
                )
                draws = uniform(state.seed, Purpose.SALE_VOTE, state.month, posts.person[staff])
                for_it = (draws < 1 / (1 + np.exp(-odds))).sum()
                agree = for_it >= then.majority[target] * staff.sum()
            assert (event.kind == "takeover") == agree
    must_happen(asked[False] and (asked[True] or world == "failing"))


def test_control_counts_what_both_would_hold_where_they_would_gain() -> None:
    state = opened(small_world(LOOKED))
    lots, councils = state.lots, state.councils
    outside = lots.is_open & (lots.holder >= councils.n) & (lots.payer == Payer.COUNCIL)
    value = lots.unit_price * lots.required
    rows = np.unique(lots.holder[outside])
    for buyer, target in ((int(a), int(b)) for a in rows[-4:] for b in rows[:12] if a != b):
        most = 0.0
        for region in range(len(councils.regions)):
            for service in range(5):
                here = outside & (councils.region[lots.council] == region)
                here &= lots.service == service
                gains = here & (lots.holder == target)
                both = gains | (here & (lots.holder == buyer))
                if gains.any():
                    most = max(most, float(value[both].sum() / value[here].sum()))
        assert share_after(state, buyer, target) == pytest.approx(most)


def test_councils_take_back_by_price_quality_and_taste_and_nobody_takes_on_too_much() -> None:
    state, back_ever, over_ever = opened(small_world(LOOKED)), 0, 0
    for _ in range(MONTHS):
        for name, phase in PHASES:
            if name != "contracts are let":
                phase(state)
                continue
            notices = propose_spin_outs(state, decide_notices(state))
            bids = decide_bids(state, notices)
            if notices.n and bids.n:
                trial = kept(state)
                winner = choose_winners(trial, notices, bids, score_bids(trial, notices, bids))
                posts = np.bincount(notices.tender, weights=notices.posts, minlength=notices.n)
                won = winner[winner >= 0]
                new = np.where(bids.is_holder[won], 0.0, posts[bids.tender[won]])
                taken = np.bincount(bids.provider[won], weights=new, minlength=state.providers.n)
                np.testing.assert_allclose(
                    trial.providers.taken_on, state.providers.taken_on + taken
                )
                lots, rules = state.lots, state.world.bidding
                held = np.bincount(
                    lots.holder, weights=lots.required * lots.is_open, minlength=state.providers.n
                )
                capacity = np.maximum(rules.mobilisation * held, rules.mobilisation_least)
                np.testing.assert_allclose(mobilisation_capacity(state), capacity)
                first = trial.providers.taken_on <= np.maximum(capacity, state.providers.taken_on)
                assert (first | (taken == 0)).all()
                over_ever += int((winner < 0).sum())
                insourcing = decide_insourcing(state, notices, bids, winner)
                lead = notices.lead
                service, council = lots.service[lead], lots.council[lead]
                per_post = state.services.in_house_cost[lots.service[notices.lots]]
                own = np.bincount(
                    notices.tender, weights=per_post * notices.posts, minlength=notices.n
                )
                dearer = np.where(winner >= 0, (bids.price[winner] - own) / bids.ceiling[winner], 0)
                market = state.world.market
                odds = (
                    state.insource_base[service]
                    + market.insource_price * dearer
                    - market.insource_quality * lots.quality[lead]
                    + state.councils.taste_in_house[council, service]
                )
                chance = 1 / (1 + np.exp(-odds)) * market.insourcing_level / 0.25
                decides = (notices.holder != NOBODY) & (winner >= 0)
                decides &= ~state.providers.is_forming[notices.holder]
                luck = uniform(state.seed, Purpose.INSOURCING, 0, notices.identity)
                np.testing.assert_allclose(
                    insourcing.chance[decides], np.minimum(chance, 1)[decides]
                )
                assert (insourcing.back == (decides & (luck < chance))).all()
                back_ever += int(insourcing.back.sum())
            settle_tenders(state, notices, bids)
        close_month(state)
    must_happen(back_ever and over_ever)
