"""Every month person by person and lot by lot: who moves, leaves, is hired, and how work turns out."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sim.arrays import Floats
from sim.chance import Purpose, uniform
from sim.model.month.phases import PHASES, close_month
from sim.model.state.codes import Kind, Route
from sim.model.state.estimates import offers
from sim.model.state.state import State
from sim.model.state.tables import NEVER, NOBODY
from tests.happening import must_happen
from tests.moments import BOUGHT, kept
from tests.small import opened, small_world

MONTHS = 36
MOVED: dict[str, Any] = {
    **BOUGHT, "policy.reserved": 0.5, "policy.reserved_most_months": 12,
    "staff.harmonise_months": 6,
}  # fmt: skip
TWO_TIERS: dict[str, Any] = {
    "market.contract_months": 36, "market.insourcing_level": 0.4, "staff.rival_pay": True,
    "staff.harmonise_months": 6,
}  # fmt: skip
WORLDS = pytest.mark.parametrize("overrides", [MOVED, TWO_TIERS], ids=["moved", "two tiers"])


def phases_of(overrides: dict[str, Any], wanted: str) -> Iterator[tuple[State, State]]:
    """The state before and right after this phase of every month."""
    assert wanted in dict(PHASES)
    state = opened(small_world(overrides))
    for _ in range(MONTHS):
        for name, phase in PHASES:
            before = kept(state) if name == wanted else state
            phase(state)
            if name == wanted:
                yield before, state
        close_month(state)


def half_way(start: Floats, heading: Floats, half_life: float) -> Floats:
    """A month's step, of which so many close half of the gap."""
    found: Floats = heading + (start - heading) * 0.5 ** (1 / half_life)
    return found


@WORLDS
def test_a_contract_begins_as_it_was_awarded(overrides: dict[str, Any]) -> None:
    begun = 0
    for before, after in phases_of(overrides, "contracts and staff move"):
        old, lots, month = before.lots, after.lots, before.month
        due = (old.next_holder != NOBODY) & (old.next_month <= month)
        assert not ((lots.next_holder != NOBODY) & (lots.next_month <= month)).any()
        same = ~due
        for name in ("holder", "start", "end", "unit_price", "letting", "required", "extension"):
            assert (getattr(lots, name)[same] == getattr(old, name)[same]).all(), name
        begun += int(due.sum())
        new = lots.holder[due]
        expected, providers = old.next_holder[due].copy(), before.providers
        while (gone := ~providers.is_active[expected] & (providers.owner[expected] >= 0)).any():
            expected[gone] = providers.owner[expected[gone]]
        failed = ~providers.is_active[expected]
        expected[failed] = old.council[due][failed]
        assert (new == expected).all()
        own = new < after.councils.n
        reserved = old.next_route[due] == Route.RESERVED
        ends = np.where(own, NEVER, month + old.next_term[due])
        longer = np.where(own | reserved, 0, after.world.market.extension_months)
        assert (lots.start[due] == month).all()
        assert (lots.end[due] == ends).all()
        assert (lots.extension[due] == longer).all()
        assert (lots.letting[due] == old.letting[due] + 1).all()
        assert (lots.unit_price[due] == np.where(own, 0.0, old.next_unit_price[due])).all()
        assert (lots.ceiling_factor[due] == 1.0).all()
        assert (lots.reserved_by[due][reserved] == new[reserved]).all()
        assert (lots.reserved_end[due][reserved] == ends[reserved]).all()
        assert after.providers.works_in[new, lots.service[due]].all()
        back = own & (old.holder[due] != new)
        harmonise = np.where(
            back & old.is_open[due], month + after.world.staff.harmonise_months, NEVER
        )
        assert (lots.harmonise[due] == harmonise).all()
        opened_now = due & ~old.is_open
        filled = np.add.reduceat(after.posts.is_filled.astype(int), lots.first_post)
        assert (filled[opened_now] == 0).all()
        assert lots.is_open[due].all()
        moved = due & old.is_open & (old.holder != lots.holder)
        assert after.flows.staff_moved - before.flows.staff_moved == filled[moved].sum()
    must_happen(begun)


@WORLDS
def test_a_new_employer_costs_commitment_and_nothing_else(overrides: dict[str, Any]) -> None:
    full, met = small_world(overrides).staff.transfer_shock, set()
    for before, after in phases_of(overrides, "contracts and staff move"):
        lot, providers = after.posts.lot, after.providers
        was, now = before.lots.holder[lot], after.lots.holder[lot]
        stays = before.posts.is_filled & after.posts.is_filled
        kind = providers.kind[now]
        own_mutual = (
            (kind == Kind.MUTUAL)
            & (providers.home[now] == after.lots.council[lot])
            & (was < after.councils.n)
        )
        shock = np.where(kind == Kind.GROUP, full, np.where(own_mutual, 0.0, full / 2))
        lost = np.where(was != now, shock, 0.0)
        met |= set(np.unique(lost[stays]).tolist())
        expected = np.clip(before.posts.commitment - lost, 0.0, 1.0)
        np.testing.assert_allclose(after.posts.commitment[stays], expected[stays])
        for name in ("person", "reward", "tenure", "nth_holder"):
            assert (getattr(after.posts, name) == getattr(before.posts, name))[stays].all()
        member = (kind == Kind.MUTUAL) & providers.is_active[now] & (providers.staff_votes[now] > 0)
        changed = stays & (was != now)
        assert (after.posts.is_member[changed] == member[changed]).all()
    must_happen({0.0, full, full / 2} <= met)


def yearly_rate(state: State) -> Floats:
    """Leaving rate of everybody, as the handbook has it. (N,)."""
    staff, posts = state.world.staff, state.posts
    service = state.lots.service[posts.lot]
    going = state.market.going[service]
    one_sd = -np.log(1 - staff.commitment_on_leaving) / staff.personal_spread
    rate = state.leaving_base[service] * (posts.reward / going) ** -staff.pull
    rate = rate * np.exp(-one_sd * (posts.commitment - staff.base_commitment))
    found: Floats = rate * np.where(posts.tenure < 12, staff.first_year_factor, 1.0)
    return found


@WORLDS
def test_each_leaves_by_its_rate_and_luck_and_posts_are_filled_by_offer(
    overrides: dict[str, Any],
) -> None:
    left = hired = 0
    for before, after in phases_of(overrides, "staff work, leave and are hired"):
        old, posts, lots, staff = before.posts, after.posts, after.lots, after.world.staff
        offer = offers(after)
        same = old.is_filled & posts.is_filled & (old.person == posts.person)
        new = posts.is_filled & ~old.is_filled
        gone = old.is_filled & ~posts.is_filled
        assert (posts.is_filled == (same | new)).all()
        assert (posts.tenure[same] == old.tenure[same] + 1).all()
        luck = uniform(after.seed, Purpose.LEAVING, after.month, posts.person)
        chance = -np.expm1(-yearly_rate(after) / 12)
        people = old.is_filled
        assert (gone[people] == (luck < chance)[people]).all()
        left, hired = left + int(gone.sum()), hired + int(new.sum())
        by_lot = np.bincount(posts.lot[gone], minlength=lots.n)
        assert (after.flows.leavers == by_lot).all()
        first = gone & (old.nth_holder == 0)
        assert (after.flows.leavers_first == np.bincount(posts.lot[first], minlength=lots.n)).all()
        assert (after.flows.hires == np.bincount(posts.lot[new], minlength=lots.n)).all()
        employer = lots.holder[posts.lot]
        vacant = old.is_on & ~old.is_filled
        luck = uniform(after.seed, Purpose.HIRING, after.month, posts.identity)
        ratio = offer[employer] / after.market.going[lots.service[posts.lot]]
        chance = after.fill_base[lots.service[posts.lot]] * ratio**staff.fill_elasticity
        hires = vacant & (luck < chance) & (after.providers.stage[employer] == 0)
        assert (new == hires).all()
        assert (posts.reward[new] == offer[employer][new]).all()
        assert (posts.tenure[new] == 0).all()
        start = np.clip(staff.base_commitment + posts.personal, 0.0, 1.0)
        assert (posts.commitment[new] == start[new]).all()
        assert (posts.nth_holder[new] == old.nth_holder[new] + 1).all()
        due = lots.harmonise[posts.lot] == after.month
        assert (posts.reward[due & same] == 1.0).all()
        assert (posts.reward[same & ~due] == old.reward[same & ~due]).all()
        kinds, providers = after.providers.kind[employer], after.providers
        member = (kinds == Kind.MUTUAL) & (providers.staff_votes[employer] > 0)
        assert (posts.is_member[new] == member[new]).all()
    must_happen(left)
    must_happen(hired)


@WORLDS
def test_commitment_goes_half_way_in_a_half_life_to_what_the_lot_gives(
    overrides: dict[str, Any],
) -> None:
    tiers = 0
    for before, after in phases_of(overrides, "staff work, leave and are hired"):
        posts, lots, staff, old = after.posts, after.lots, after.world.staff, before.posts
        providers, world, offer = after.providers, after.world, offers(after)
        reward = np.where(lots.harmonise[posts.lot] == after.month, 1.0, old.reward)
        filled = old.is_filled
        people = np.bincount(posts.lot[filled], minlength=lots.n)
        heads = np.zeros(providers.n)
        np.add.at(heads, lots.holder[lots.is_open], people[lots.is_open])
        heads = heads * providers.people_per_post
        heading = np.zeros(posts.n)
        for row in range(lots.n):
            mine = np.flatnonzero(filled & (posts.lot == row))
            holder = lots.holder[row]
            crowd = max(heads[holder], staff.voice_full_members) / staff.voice_full_members
            level = staff.base_commitment
            level += staff.voice * providers.voice[holder] * crowd**-staff.voice_dilution
            if lots.is_open[row] and holder >= after.councils.n and lots.payer[row] == 0:
                left = min(max(lots.end[row] - after.month, 0), staff.insecurity_months)
                level -= staff.insecurity * (1 - left / staff.insecurity_months)
            bare = max(1 - people[row] / max(lots.required[row], 1), 0.0) * lots.is_open[row]
            level -= staff.workload * bare * (1 - staff.agency_cover)
            shielded = reward[mine] > offer[holder] + staff.tier_gap
            heading[mine] = level
            if shielded.any() and not shielded.all():
                gap = reward[mine][shielded].mean() - reward[mine][~shielded].mean()
                other = np.where(shielded, 1 - shielded.mean(), shielded.mean())
                heading[mine] -= staff.unfairness * other * abs(gap)
                tiers += 1
        heading = np.clip(heading + old.personal, 0.0, 1.0)
        stays = filled & posts.is_filled & (old.person == posts.person)
        expected = half_way(old.commitment, heading, world.staff.commitment_half_life)
        np.testing.assert_allclose(posts.commitment[stays], expected[stays])
    must_happen(tiers)


@WORLDS
def test_quality_goes_half_way_in_a_half_life_to_what_staff_and_price_give(
    overrides: dict[str, Any],
) -> None:
    for before, after in phases_of(overrides, "quality"):
        posts, lots, rules, staff = after.posts, after.lots, after.world.quality, after.world.staff
        filled, n = posts.is_filled, lots.n
        people = np.bincount(posts.lot[filled], minlength=n)
        some = np.maximum(people, 1)
        mean = np.bincount(posts.lot[filled], weights=posts.commitment[filled], minlength=n) / some
        new = filled & (posts.tenure < 12)
        newcomers = np.bincount(posts.lot[new], minlength=n) / some
        above = np.where(people > 0, mean - staff.base_commitment, 0.0)
        newcomers = np.where(people > 0, newcomers, 1.0)
        bare = np.clip(1 - people / np.maximum(lots.required, 1), 0, 1) * lots.is_open
        price = lots.unit_price * lots.required / 12
        paid = np.where(price > 0, price, 1.0)
        short = np.where(price > 0, np.clip(lots.cost / paid - 1, 0.0, 1.0), 0.0)
        heading = (
            rules.start + rules.commitment * above - rules.first_year * newcomers
            - rules.vacancy * bare * (1 - staff.agency_cover) - rules.shortfall * short
            + after.providers.effect[lots.holder]
        )  # fmt: skip
        expected = half_way(before.lots.quality, np.clip(heading, 0, 1), rules.half_life)
        is_open = lots.is_open
        np.testing.assert_allclose(lots.quality[is_open], expected[is_open])
        assert (lots.quality[~is_open] == before.lots.quality[~is_open]).all()
        if after.month % 6 == 0:
            check_records(before, after)


def check_records(before: State, after: State) -> None:
    """A record is the mean quality of a body's lots in a service, by posts; the market's too."""
    lots, providers = after.lots, after.providers
    for service in np.unique(lots.service):
        here = lots.is_open & (lots.service == service)
        for row in range(providers.n):
            mine = here & (lots.holder == row)
            known = before.providers.track[row, service]
            untested = providers.kind[row] == Kind.SMALL and not providers.is_spun_out[row]
            works = (lots.is_open & (lots.holder == row)).any()
            if untested and not before.providers.has_traded[row] and not works:
                known = after.market.quality[service] + providers.effect[row]
            if mine.any():
                known = np.average(lots.quality[mine], weights=lots.required[mine])
            assert providers.track[row, service] == pytest.approx(known)
        outside = here & after.is_external()
        if outside.any():
            weights = lots.required[outside]
            quality = np.average(lots.quality[outside], weights=weights)
            value = np.average(providers.social_value[lots.holder[outside]], weights=weights)
            assert after.market.quality[service] == pytest.approx(quality)
            assert after.market.social_value[service] == pytest.approx(value)
