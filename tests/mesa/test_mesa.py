"""The model among Mesa's own tools: batch runs, agents, data collector; memory."""

import gc

import mesa
import pytest

import sim
from sim.model import REPORTED, MutualsModel
from tests.small import SCENARIO, Small


def test_mesa_runs_batches_of_it_and_collects_its_series(small: Small) -> None:
    found = mesa.batch_run(
        MutualsModel,
        {
            "world": [small(), small({"market.contract_months": 36})],
            "years": 1,
            "seed": [1, 2],
        },
        number_processes=1,
        data_collection_period=-1,
        display_progress=False,
    )
    assert len(found) == 4
    for row in found:
        assert set(REPORTED) <= set(row)
        assert row["Step"] >= 11
        assert 0 <= row["share_group"] <= 1
    assert len({row["leaving_rate"] for row in found}) > 1


def test_mesa_can_vary_an_assumption_by_its_path(small: Small) -> None:
    found = mesa.batch_run(
        MutualsModel,
        {
            # Mesa takes anything that can be iterated for a list of values: even one
            # world stands in a list.
            "world": [small()],
            "years": 1,
            "settings": [{"services.homes.base_leaving": rate} for rate in (0.1, 0.5)],
        },
        number_processes=1,
        data_collection_period=-1,
        display_progress=False,
    )
    assert len(found) == 2


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
    assert len(collected) == 13
    assert list(collected.columns) == list(REPORTED)


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
