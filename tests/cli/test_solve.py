"""`mutuals solve` prints a table that can be pasted into a scenario."""

import tomllib

import pytest
from typer.testing import CliRunner

import sim
from sim.cli.main import app


@pytest.mark.long
def test_the_printed_table_is_one_a_world_can_take() -> None:
    done = CliRunner().invoke(app, ["solve", "tiny"])
    assert done.exit_code == 0, done.output
    solved = tomllib.loads(done.output)["solved"]
    assert {len(by_service) for by_service in solved.values()} == {5}
    world = sim.load("tiny", {f"solved.{name}": by for name, by in solved.items()})
    assert list(world.solved.leaving) == solved["leaving"]
    assert all(rate > 0 for rate in [*solved["leaving"], *solved["fill"]])


def test_an_unknown_scenario_is_told_with_exit_code_2() -> None:
    done = CliRunner().invoke(app, ["solve", "nowhere"])
    assert done.exit_code == 2
