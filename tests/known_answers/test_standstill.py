"""Known answer: with every mechanism off and no contract ending, nothing ever changes."""

import numpy as np

from sim.model.mesa import MutualsModel
from tests.small import ALL_OFF, NO_MARKET, Small, for_services

FLOWS_OF_THE_FIRST_YEAR = {
    "margin_mutual",
    "margin_small",
    "margin_group",
    "margin_small_placements",
    "margin_group_placements",
    "mutuals_in_surplus_share",
    "commitment_young_mutuals",
}
"""Twelve-month margins begin with a year of expected accounts; nobody stays in a first year."""


def test_a_switched_off_world_stays_constant(small: Small) -> None:
    unhelped = {"policy.support": False, "mutuals": ()}
    world = small({**ALL_OFF, **NO_MARKET, **unhelped, **for_services(base_vacancy=0.0)})
    model = MutualsModel(world, seed=1, years=7)
    holder = model.state.lots.holder.copy()
    person = model.state.posts.person.copy()
    while model.running:
        model.step()
    recorder = model.recorder
    series = {name: recorder.series(name) for name in recorder.months[0]}
    months = [
        {name: column[month] for name, column in series.items()} for month in range(7 * 12 + 1)
    ]
    first, last = months[1], months[-1]
    moved = [
        name
        for name in first
        if name not in FLOWS_OF_THE_FIRST_YEAR
        and not all(np.array_equal(first[name], m[name], equal_nan=True) for m in months[1:])
    ]
    assert moved == []
    for name in FLOWS_OF_THE_FIRST_YEAR:
        assert np.allclose(months[13][name], last[name], rtol=0, atol=1e-12, equal_nan=True)
    assert (model.state.lots.holder == holder).all()
    assert (model.state.posts.person == person).all()
    assert {entry.kind for entry in model.state.log.entries} <= {"spin_out"}
