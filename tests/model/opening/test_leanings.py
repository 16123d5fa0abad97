"""Where bodies bid besides their work, who wishes to grow, and what charities are given."""

import numpy as np
import pytest

from sim.model.state.codes import Kind
from sim.model.state.state import N_SERVICES, State
from sim.registry.sections.services import SERVICES
from tests.small import for_services, opened, played, small_world

YOUTH = SERVICES.index("youth")


def of_kind(state: State, kind: Kind) -> np.ndarray:
    """Rows of a kind of provider."""
    return np.flatnonzero(state.providers.kind == kind)


def without_contract(state: State) -> np.ndarray:
    """Rows of charities that hold no lot."""
    return np.flatnonzero(state.providers.is_charity & (state.lots_held() == 0))


def test_a_group_works_where_it_holds_something_and_a_part_in_the_list_says_no_more() -> None:
    state = opened(small_world(for_services(group_interest=0.0)))
    groups = of_kind(state, Kind.GROUP)
    for row in groups:
        held = np.bincount(state.lots.service[state.lots.holder == row], minlength=N_SERVICES) > 0
        assert (state.providers.works_in[row] == held).all()
    listed = [group.youth > 0 for group in state.world.groups]
    assert any(listed)
    assert not state.providers.works_in[groups, YOUTH].any()
    assert not state.providers.interested[groups].any()


def test_of_each_kind_the_share_that_is_interested_is_the_one_asked() -> None:
    for kind, name in ((Kind.GROUP, "group"), (Kind.SMALL, "small"), (Kind.MUTUAL, "mutual")):
        for share in (0.0, 1.0):
            state = opened(small_world(for_services(**{f"{name}_interest": share})))
            assert (state.providers.interested[of_kind(state, kind)] == bool(share)).all()
    state = opened(small_world(for_services(small_interest=0.3)))
    assert state.providers.interested[of_kind(state, Kind.SMALL)].mean() == pytest.approx(
        0.3, abs=0.1
    )


def test_a_bodys_interest_is_its_own_whatever_others_are_asked() -> None:
    low = opened(small_world({"services.youth.small_interest": 0.3}))
    high = opened(
        small_world({"services.youth.small_interest": 0.6, "services.homes.small_interest": 0.5})
    )
    assert (low.providers.interested[:, YOUTH] <= high.providers.interested[:, YOUTH]).all()


def test_switched_off_the_list_of_groups_says_who_is_interested() -> None:
    state = opened(small_world({"mechanisms.interest": False, **for_services(small_interest=1.0)}))
    for row, group in zip(of_kind(state, Kind.GROUP), state.world.groups, strict=True):
        listed = [getattr(group, name) > 0 for name in SERVICES]
        assert state.providers.interested[row].tolist() == listed
    assert not state.providers.interested[of_kind(state, Kind.SMALL)].any()
    assert (state.services.group_least_value == 0).all()


@pytest.mark.parametrize("mean", [0.0, 1.0, 2.5])
def test_every_council_has_its_local_charities(mean: float) -> None:
    state = opened(small_world({"services.youth.local_bodies": mean, "services.social_work.local_bodies": 0.0,
                                "services.school_support.local_bodies": 0.0}))  # fmt: skip
    rows = without_contract(state)
    by_council = np.bincount(state.providers.home[rows], minlength=state.councils.n)
    assert by_council.min() >= np.floor(mean)
    assert by_council.max() <= np.ceil(mean)
    assert (state.providers.giving[rows] > 0).all()
    weeks = state.world.kinds.small.reserve_weeks
    np.testing.assert_allclose(
        state.providers.cash[rows], state.providers.giving[rows] * weeks / 52
    )


def test_gifts_keep_a_charity_alive_that_holds_no_contract() -> None:
    never = {"mechanisms.market_testing": False, "services.youth.local_bodies": 2.0, "entry.idle_months": 3,
             "market.contract_months": 180}  # fmt: skip
    kept, closed = (
        played(small_world({**never, "mechanisms.giving": giving}), months=12)
        for giving in (True, False)
    )
    local = [
        row for row in range(kept.providers.n) if kept.providers.labels[row].startswith("local:")
    ]
    assert len(local) >= 2 * kept.councils.n
    assert kept.providers.is_active[local].all()
    assert (kept.providers.ending[local] == 0).all()
    assert not kept.providers.has_traded[local].any()
    assert not closed.providers.is_active[local].any()


def test_only_charities_are_given_anything() -> None:
    state = opened(small_world())
    given = state.providers.giving > 0
    assert given.any()
    assert state.providers.is_charity[given].all()
    homes = state.providers.works_in[:, SERVICES.index("homes")]
    assert not given[homes].any()


def test_the_wish_to_grow_follows_its_share_and_off_all_wish() -> None:
    for share in (0.0, 1.0):
        state = opened(small_world(for_services(wish_to_grow=share)))
        assert (state.providers.wishes_to_grow[of_kind(state, Kind.SMALL)] == bool(share)).all()
        assert state.providers.wishes_to_grow[of_kind(state, Kind.GROUP)].all()
    off = opened(small_world({"mechanisms.wish_to_grow": False, **for_services(wish_to_grow=0.0)}))
    assert off.providers.wishes_to_grow.all()
