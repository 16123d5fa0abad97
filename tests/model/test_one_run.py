"""What a script gets back: a run that says what it is, and answers mistakes in words."""

from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.errors import UnknownNameError


@pytest.fixture(scope="module")
def run() -> sim.Run:
    world = sim.load("tiny", {"market.contract_months": 36.0, "policy.reserved": 0.5})
    return sim.run(world, seed=4, years=1, detail="study")


def test_the_manifest_says_what_was_run_in_full(run: sim.Run) -> None:
    world = sim.load("tiny", {"policy.reserved": 0.5, "market.contract_months": 36})
    said = {**run.manifest}
    assert said.pop("seconds") is not None
    assert said == {
        "scenario": "tiny",
        "seed": 4,
        "years": 1,
        "detail": "study",
        "overrides": {"market.contract_months": 36, "policy.reserved": 0.5},
        "world_hash": sim.world_hash(world),
        "version": sim.__version__,
    }


def test_a_run_and_a_world_say_what_they_are_in_a_line(run: sim.Run) -> None:
    assert repr(run).startswith("<Run of tiny, seed 4, 1 years: ")
    assert repr(sim.load("tiny")) == "<World tiny: Eight councils in west London>"
    assert "\n" not in repr(run)


def test_a_notebook_shows_outcomes_with_units_and_a_chart(run: sim.Run) -> None:
    page = run._repr_html_()
    assert "<td>mean_external_share</td>" in page
    assert "<svg" in page
    assert "<td>GBP per year</td>" in page


def test_a_name_that_no_outcome_has_is_answered_with_the_nearest(run: sim.Run) -> None:
    with pytest.raises(
        UnknownNameError, match="'cohrt' is no outcome of a run; did you mean cohort"
    ):
        run.outcomes["cohrt"]
    with pytest.raises(KeyError):
        run.outcomes["nothing of the kind"]
    assert run.outcomes["cohort"] == run.outcomes.loc["cohort"]
    assert isinstance(run.outcomes[["cohort"]], pd.Series)


@pytest.mark.parametrize("world", [5, None, ["tiny"], {"name": "tiny"}])
def test_what_is_no_world_is_refused_in_words(world: object) -> None:
    with pytest.raises(sim.MutualsError, match="a world is a World, or the name or path"):
        sim.run(world)  # type: ignore[arg-type]


def test_a_message_to_a_script_does_not_speak_of_the_command_line() -> None:
    with pytest.raises(sim.ScenarioError) as refused:
        sim.load("tiny", {"market.contract_month": 36})
    assert "settings  market.contract_month: is not a parameter" in str(refused.value)
    assert "command line" not in str(refused.value)


def test_a_row_of_a_frame_is_taken_as_settings(tmp_path: Path) -> None:
    points = pd.DataFrame({"market.contract_months": [24, 36], "policy.reserved": [0.0, 0.1]})
    worlds = [sim.load("tiny", row) for _, row in points.iterrows()]
    assert [world.market.contract_months for world in worlds] == [24, 36]
