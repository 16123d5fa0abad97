"""What holds of bodies short of cash: the ladder, failures, prices raised and lots handed back."""

import numpy as np

from sim.model.state.codes import Ending, Kind, Payer
from sim.model.state.tables import NEVER, NOBODY
from tests.happening import must_happen
from tests.moments import DISTRESS, SETTINGS, WORLDS, pairs, phases_of
from tests.small import small_world


@WORLDS
def test_bodies_climb_the_ladder_with_their_overdraft_and_fail_beyond_their_credit(
    world: str,
) -> None:
    failures = 0
    weeks = small_world(SETTINGS[world]).finance.credit_weeks
    for state, before, books, told in phases_of(world, DISTRESS):
        then, now = before.providers, state.providers
        outside = then.is_active & (then.kind != Kind.IN_HOUSE) & ~then.is_forming
        cash = then.cash + books.net("lent")
        yearly = np.maximum(np.maximum(then.direct.sum(axis=1), then.cost_now * 12), 1.0)
        broke = outside & (-cash > yearly * weeks / 52)
        merged = np.zeros(then.n, dtype=bool)
        merged[[target for target, _ in pairs(books)]] = True
        failed = then.is_active & ~now.is_active & ~merged
        assert (failed == (broke & ~merged)).all()
        failures += int(failed.sum())
        assert (now.stage[outside & (cash >= 0)] == 0).all()
        short = outside & (cash < 0)
        assert ((now.stage > 0) == short).all()
        assert (now.stage[short] <= then.stage[short] + 1).all()
        cut = state.world.finance.overhead_cut
        assert (now.overhead_cut == np.where(now.stage >= 2, cut, 0.0)).all()
        told_of = {event.organisation for event in told if event.kind == "insolvent"}
        assert told_of == set(np.flatnonzero(failed).tolist())
        np.testing.assert_allclose(
            books.net("written off"), np.where(failed, -cash, 0.0), atol=0.01
        )
        mutual = failed & (then.kind != Kind.GROUP)
        fresh = mutual & (then.ending == Ending.STILL_INDEPENDENT)
        assert (now.ending[fresh] == Ending.INSOLVENT).all()
        assert (now.ended[fresh] == state.month).all()
    must_happen(failures or world == "bought")


@WORLDS
def test_what_goes_back_goes_to_the_council_that_let_it(world: str) -> None:
    returned = handed = 0
    for state, before, books, told in phases_of(world, DISTRESS):
        lots, old, rules = state.lots, before.lots, state.world
        back = np.flatnonzero(lots.letting > old.letting)
        returned += len(back)
        assert (lots.letting[back] == old.letting[back] + 1).all()
        assert (lots.holder[back] == lots.council[back]).all()
        assert (lots.unit_price[back] == 0).all()
        assert (lots.end[back] == NEVER).all()
        assert (lots.harmonise[back] == state.month + rules.staff.harmonise_months).all()
        assert not np.isin(lots.next_holder[back], old.holder[back]).any()
        cost = np.zeros(state.councils.n)
        if rules.policy.last_resort:
            np.add.at(cost, lots.council[back], old.value[back] * rules.finance.step_in_cost)
            assert (lots.relet_by[back] == old.relet_by[back]).all()
        else:
            assert (lots.relet_by[back] == state.month + rules.finance.relet_months).all()
        np.testing.assert_allclose(books.net("step-in", book="council"), -cost, atol=0.01)
        # Who fails in the same month gives back the rest too.
        given = [event for event in told if event.kind == "handback"]
        given = [event for event in given if state.providers.is_active[event.organisation]]
        for event in given:
            handed += 1
            mine = back[old.holder[back] == event.organisation]
            dear = 1 + rules.finance.handback_loss
            assert (old.cost[mine] > old.value[mine] / 12 * dear).all()
            kept = np.flatnonzero(old.is_open & (old.holder == event.organisation))
            kept = kept[(old.next_holder[kept] == NOBODY) & (old.payer[kept] == Payer.COUNCIL)]
            kept = kept[~np.isin(kept, mine)]
            price = np.maximum(old.value[kept] / 12, 1.0)
            assert (old.cost[kept] <= price * dear).all(), "all that loses too much goes back"
            assert (lots.is_open & (lots.holder == event.organisation)).any()
            assert event.numbers["lots"] == len(mine)
            assert state.providers.stage[event.organisation] >= 5
        gone = before.providers.is_active & ~state.providers.is_active
        owners = state.providers.owner
        left = back[gone[old.holder[back]] & (owners[old.holder[back]] == NOBODY)]
        assert not gone[lots.holder[lots.is_open]].any()
        assert len(left) + sum(event.numbers["lots"] for event in given) == len(back)
    must_happen((returned and handed) or world == "bought")


@WORLDS
def test_a_price_is_raised_in_distress_by_its_step_and_never_past_the_ceiling(
    world: str,
) -> None:
    raised = 0
    for state, before, _, told in phases_of(world, DISTRESS):
        lots, old, finance = state.lots, before.lots, state.world.finance
        asked = {event.organisation: event for event in told if event.kind == "uplift"}
        times = state.providers.uplifts - before.providers.uplifts
        assert times.tolist() == [int(row in asked) for row in range(len(times))]
        assert (state.providers.uplifts <= finance.uplift_times).all()
        agreed = [row for row, event in asked.items() if event.numbers["agreed"]]
        in_ask = np.isin(old.holder, agreed) & old.is_open
        top = np.minimum(old.unit_price * (1 + finance.uplift), state.ceilings())
        back = lots.letting > old.letting
        expected = np.where(in_ask, np.maximum(old.unit_price, top), old.unit_price)
        np.testing.assert_allclose(lots.unit_price[~back], expected[~back])
        raised += int((lots.unit_price > old.unit_price).sum())
        assert all(state.providers.stage[row] == 3 for row in asked)
    must_happen(raised or world == "bought")
