"""The model among Mesa's own tools: batch runs, agents, data collector; memory."""

import gc
import inspect
import pickle
import warnings
from typing import Any

import mesa
import numpy as np
import pytest
from numpy.random import PCG64, SeedSequence, default_rng  # noqa: TID251

import sim
from sim.model.mesa import REPORTED, MutualsModel
from tests.small import SCENARIO, Small

TAKES_RNG = "rng" in inspect.signature(mesa.batch_run).parameters
"""Whether this Mesa's batch_run takes seeds itself, or only among the parameters."""
A_YEAR: dict[str, Any] = {"world": [SCENARIO], "years": 1}
PERIODS = (-1, 1, 3, 12)


def batch(
    parameters: dict[str, Any], model: type[MutualsModel] = MutualsModel, **given: Any
) -> list[dict[str, Any]]:
    """Rows of `mesa.batch_run`, which in later versions says that iterations are of the past."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The `iterations` keyword", DeprecationWarning)
        given = {"number_processes": 1, "display_progress": False, **given}
        rows: list[dict[str, Any]] = mesa.batch_run(model, parameters, **given)
    return rows


def test_mesa_runs_batches_of_it_and_collects_its_series(small: Small) -> None:
    worlds = [small(), small({"market.contract_months": 36})]
    found = batch({"world": worlds, "years": 1, "seed": [1, 2]}, data_collection_period=-1)
    assert sorted(row["seed"] for row in found) == [1, 1, 2, 2]
    for row in found:
        assert {"seed", "month", *REPORTED} <= set(row)
        assert row["month"] == 12
        assert 0 <= row["share_group"] <= 1
    assert len({row["leaving_rate"] for row in found}) > 1


def test_mesa_can_vary_an_assumption_by_its_path(small: Small) -> None:
    settings = [{"services.homes.base_leaving": rate} for rate in (0.1, 0.5)]
    # Mesa takes anything that can be iterated for a list of values: even one world stands in a
    # list.
    calm, restless = batch({"world": [small()], "years": 1, "settings": settings, "seed": [1]})
    assert calm["seed"] == restless["seed"]
    assert calm["leaving_rate"] != restless["leaving_rate"]


def test_replications_without_a_seed_are_different_histories_that_can_be_made_again() -> None:
    rows = batch(A_YEAR, iterations=3)
    assert len({row["seed"] for row in rows}) == len({row["share_group"] for row in rows}) == 3
    again = batch({**A_YEAR, "seed": [rows[1]["seed"]]})
    assert [row["share_group"] for row in again] == [rows[1]["share_group"]]


@pytest.mark.parametrize("name", ["seed", "rng"])
def test_seeds_are_kept_whichever_way_mesa_passes_them(name: str) -> None:
    by_itself = TAKES_RNG and name == "rng"
    rows = batch(A_YEAR, rng=[5, 6]) if by_itself else batch({**A_YEAR, name: [5, 6]})
    assert [row["seed"] for row in rows] == [5, 6]
    assert [row["share_group"] for row in rows] == [final(seed)["share_group"] for seed in (5, 6)]


@pytest.mark.parametrize("period", PERIODS)
def test_the_last_month_is_in_what_a_batch_returns(period: int) -> None:
    rows = batch({**A_YEAR, "seed": [1]}, data_collection_period=period)
    last = final(1)
    assert {name: rows[-1][name] for name in last} == last
    months = [row["month"] for row in rows]
    assert months == sorted(set(months))


@pytest.mark.long
def test_two_processes_give_what_one_gives() -> None:
    asked = {**A_YEAR, "seed": [1, 2]}
    two = sorted(batch(asked, number_processes=2), key=lambda row: row["RunId"])
    assert two == batch(asked)


def test_a_model_made_from_it_keeps_its_seeds_and_its_own_arguments() -> None:
    class Own(MutualsModel):
        def __init__(self, extra: int, seed: int | None = None, **given: Any) -> None:
            super().__init__(SCENARIO, seed=seed, years=1, **given)
            self.extra = extra

    assert list(inspect.signature(Own).parameters) == ["extra", "given"]
    assert [row["seed"] for row in batch({"extra": [1], "seed": [7]}, Own)] == [7]


def test_a_model_made_from_it_that_knows_only_seeds_works_too() -> None:
    class Plain(MutualsModel):
        def __init__(self, seed: int | None = None) -> None:
            super().__init__(SCENARIO, seed=seed, years=1)

    assert list(inspect.signature(Plain).parameters) == ["seed"]
    assert len({row["seed"] for row in batch({}, Plain, iterations=2)}) == 2


def test_a_model_without_a_seed_draws_one_and_says_which() -> None:
    first, second = (MutualsModel(SCENARIO, years=1) for _ in range(2))
    assert first.seed != second.seed
    assert first.seed == first.course.seed == first.state.seed


@pytest.mark.parametrize("made", [lambda: [1, 2], lambda: SeedSequence(5), lambda: PCG64(5)])
def test_what_mesa_takes_for_a_seed_always_gives_the_same_one(made: Any) -> None:
    first, second = (MutualsModel(SCENARIO, rng=made(), years=1).seed for _ in range(2))
    assert first == second


def test_a_generator_gives_each_model_another_seed_and_a_number_is_the_seed() -> None:
    generator = default_rng(5)
    first, second = (MutualsModel(SCENARIO, rng=generator, years=1).seed for _ in range(2))
    assert first != second
    assert MutualsModel(SCENARIO, rng=default_rng(5), years=1).seed == first
    assert MutualsModel(SCENARIO, rng=np.int64(7), years=1).seed == 7


@pytest.mark.parametrize("rng", ["3", -1, 2.5, True, [], [1, "2"], 2**64])
def test_what_can_be_no_seed_is_refused(rng: Any) -> None:
    with pytest.raises(sim.MutualsError, match=r"whole number, 0 to 2\*\*63 - 1"):
        MutualsModel(SCENARIO, rng=rng, years=1)


def test_seed_and_rng_at_once_are_refused() -> None:
    with pytest.raises(sim.MutualsError, match="not both"):
        MutualsModel(SCENARIO, seed=1, rng=1, years=1)


def test_a_model_half_way_can_be_kept_and_goes_on_as_it_would_have() -> None:
    model = MutualsModel(SCENARIO, seed=1, years=1)
    for _ in range(6):
        model.step()
    kept = pickle.loads(pickle.dumps(model))
    while model.running:
        model.step()
        kept.step()
    ends = [one.datacollector.get_model_vars_dataframe() for one in (model, kept)]
    assert ends[0].equals(ends[1])


def final(seed: int) -> dict[str, Any]:
    """What Mesa's collector holds of the last month of a year of the small world."""
    model = MutualsModel(SCENARIO, seed=seed, years=1)
    while model.running:
        model.step()
    last = model.datacollector.get_model_vars_dataframe().iloc[-1].to_dict()
    assert last["month"] == model.months
    return dict(last)


def test_agents_are_handles_on_the_councils_and_on_every_provider(small: Small) -> None:
    model = MutualsModel(small(), seed=1, years=1)
    state = model.state
    assert len(model.agents) == state.councils.n + state.providers.n
    for provider in model.providers:
        assert provider.name == state.providers.names[provider.row]
        assert (state.lots.holder[provider.lots] == provider.row).all()
    assert sum(p.staff for p in model.providers) == int(state.posts.is_filled.sum())
    assert [c.code for c in model.councils] == state.councils.codes


def test_the_model_runs_until_its_years_are_over(small: Small) -> None:
    model = MutualsModel(small(), seed=1, years=1)
    steps = 0
    while model.running:
        model.step()
        steps += 1
    assert steps == model.months == model.month == 12
    collected = model.datacollector.get_model_vars_dataframe()
    assert list(collected["month"].tail(12)) == list(range(1, 13))
    assert list(collected.columns) == ["seed", "month", *REPORTED]


def test_a_scenario_can_be_given_by_name_with_settings() -> None:
    model = MutualsModel(SCENARIO, seed=3, years=1, settings={"market.contract_months": 36})
    assert model.world.market.contract_months == 36
    assert model.state.councils.n == 8


def test_every_newcomer_gets_a_handle(small: Small) -> None:
    model = MutualsModel(small({"spin_outs.rate": 1.0}), seed=1, years=1)
    before = len(model.providers)
    while model.running:
        model.step()
    assert len(model.providers) == model.state.providers.n > before


@pytest.mark.slow
def test_memory_stays_flat_over_two_hundred_runs_in_one_process(small: Small) -> None:
    resource = pytest.importorskip("resource")
    registry = getattr(mesa.Agent, "_ids", {})

    def peak_after(seeds: range) -> int:
        for seed in seeds:
            sim.run(small(), seed=seed, years=1, detail="study")
        gc.collect()
        return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    first = peak_after(range(20))
    kept = len(registry)
    grown = peak_after(range(20, 200)) - first
    assert len(registry) == kept
    # A finished model of this world takes a megabyte and more; 180 of them would be seen.
    assert grown < 30_000, f"{grown / 180:.0f} kB a run"
