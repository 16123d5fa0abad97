"""Which mutuals there are: as many as are known by name, in the services where they are known."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.model.opening.mutuals import in_house_value, lots_to_spin_out
from sim.model.opening.opening import opening_state
from sim.registry.evidence import evidence
from sim.registry.sections.services import SERVICES
from tests.small import opened, small_world

TABLE = Path(__file__).parents[3] / "scenarios" / "data" / "childrens_mutuals.csv"
COUNTED = ("staff_led", "customers")


def known() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_evidence_counts_what_the_table_lists() -> None:
    rows = [row for row in known() if row["counts_as"] in COUNTED]
    early = Counter(row["counts_as"] for row in rows if row["counted_by"] == "April 2013")
    both = Counter(row["counts_as"] for row in rows if row["counted_by"] != "later")
    where = Counter(row["service"] for row in rows if row["counted_by"] != "later")
    said = evidence()["E252"].value
    assert (
        f"staff-led {early['staff_led']} and customers' {early['customers']} by April 2013" in said
    )
    assert f"staff-led {both['staff_led']} and customers' {both['customers']} by April 2018" in said
    assert (
        f"youth {where['youth']}, school support {where['school_support']}, "
        f"social work practice and therapy {where['social_work']}"
    ) in said
    values = sorted(float(row["yearly_value_gbp"]) for row in rows if row["yearly_value_gbp"])
    assert (values[0], values[-1]) == (0.5e6, 9e6)
    assert np.median(values) <= 4.2e6


def test_the_unnamed_of_the_start_are_those_the_table_has_beyond_the_named() -> None:
    world = sim.load("england")
    named = [mutual for mutual in world.mutuals if mutual.founded_month <= 0]
    listed = [r for r in known() if r["counted_by"] == "April 2013" and r["counts_as"] in COUNTED]
    assert world.spin_outs.opening_mutuals == len(listed) - len(named)
    factors = {name: getattr(world.services, name).opening_factor for name in SERVICES}
    of_named: Counter[str] = Counter(mutual.service for mutual in named)
    rest = Counter(row["service"] for row in listed) - of_named
    assert {name: rest[name] / rest.total() for name in SERVICES} == pytest.approx(factors)


def test_factors_of_later_ones_share_out_one_rate() -> None:
    world = sim.load("england")
    assert sum(getattr(world.services, name).spin_out_factor for name in SERVICES) == pytest.approx(
        1
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_none_begins_in_homes_or_fostering_and_none_is_above_the_largest_size(seed: int) -> None:
    state = opening_state(sim.load("england"), seed, years=1)
    providers = state.providers
    rows = np.flatnonzero(providers.is_spun_out[: providers.n])
    assert len(rows) == 9
    places = {SERVICES.index(name) for name in ("homes", "fostering")}
    assert not providers.works_in[rows][:, sorted(places)].any()
    cost = np.bincount(
        state.lots.holder, in_house_value(state) * state.lots.is_open, minlength=providers.n
    )
    assert (cost[rows] <= state.world.spin_outs.most_value).all()


def test_lots_are_taken_while_together_they_fit_and_a_larger_one_stays() -> None:
    state = opened(
        small_world({"mutuals": (), "spin_outs.opening_mutuals": 0, "services.youth.lot_posts": 12})
    )
    lots = state.lots
    here = (lots.service == 0) & lots.is_open & (lots.holder < state.n_council_teams)
    council = int(np.bincount(lots.council[here]).argmax())
    rows = np.flatnonzero(here & (lots.council == council))
    each = in_house_value(state)[rows]
    assert len(rows) >= 2
    both = float(each[:2].sum())
    assert lots_to_spin_out(state, council, 0, 3, both).tolist() == rows[:2].tolist()
    assert lots_to_spin_out(state, council, 0, 1, both).tolist() == rows[:1].tolist()
    assert lots_to_spin_out(state, council, 0, 3, both * 0.999).tolist() == rows[:1].tolist()
    assert lots_to_spin_out(state, council, 0, 3, float(each.min()) * 0.9).tolist() == []
