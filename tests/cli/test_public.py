"""The Python face: what is no seed, no length, no name is refused in words."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim


def test_a_name_that_is_not_public_is_refused() -> None:
    name = "nothing"  # a type checker refuses the plain form
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        getattr(sim, name)


@pytest.mark.parametrize("seed", [-1, "3", 2.5, True, float("nan"), 2**63, 2**64])
def test_a_seed_that_is_none_is_refused_in_words(seed: Any) -> None:
    with pytest.raises(sim.MutualsError, match=r"whole number, 0 to 2\*\*63 - 1"):
        sim.run("tiny", seed=seed, years=1)


@pytest.mark.parametrize("seed", [3, 3.0, np.int8(3), np.uint64(3), np.float32(3)])
def test_any_kind_of_whole_number_is_a_seed(seed: Any) -> None:
    told = sim.run("tiny", seed=seed, years=1, detail="study").manifest["seed"]
    assert (told, type(told)) == (3, int)


def test_the_largest_seed_is_one_of_its_own_and_none_lets_the_system_choose() -> None:
    runs = [sim.run("tiny", seed=seed, years=1) for seed in (0, 2**63 - 1, None)]
    assert [one.manifest["seed"] for one in runs[:2]] == [0, 2**63 - 1]
    assert len({one.outcomes["mean_external_share"] for one in runs}) == 3
    again = sim.run("tiny", seed=runs[2].manifest["seed"], years=1)
    assert again.outcomes.equals(runs[2].outcomes)


@pytest.mark.parametrize("years", [0, -1, 1.9, "1", True])
def test_a_length_that_is_none_is_refused_in_words(years: Any) -> None:
    with pytest.raises(sim.MutualsError, match="years is a whole number, 1 to 200"):
        sim.run("tiny", years=years)


def test_a_misspelt_detail_is_refused_in_words() -> None:
    with pytest.raises(sim.MutualsError, match='"full" or "study"'):
        sim.run("tiny", years=1, detail="ful")


def test_a_scenario_may_be_a_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = "tiny"\n', encoding="utf-8")
    assert sim.run(path, years=1).manifest["scenario"] == "mine"
    assert sim.MutualsModel(path, years=1).world.name == "mine"
