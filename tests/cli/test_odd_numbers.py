"""Numbers that cannot be, at every door: refused in words that say what may be, nothing written."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.main import app
from sim.cli.options import number
from tests.faults.trial import PARTS
from tests.studies import fakes

BEYOND = str(2**63)
SEED = "a seed is a whole number, 0 to 2**63 - 1;"
OF_COMMANDS = [
    *(("run tiny --seed", text, SEED) for text in ("-1", "2.5", "None", "x", "1_0", "٣", BEYOND)),
    *(
        ("run tiny --years", text, "years is a whole number, 1 to 200;")
        for text in ("0", "-1", "1.5", "x", "None", "1e3", BEYOND, "9" * 5000)
    ),
    *(
        (f"study webb --{option}", text, f"{what} is a whole number, {least} or more;")
        for option, what, least in (
            ("workers", "workers", 1),
            ("retries", "retries", 0),
            ("runs-at-most", "runs at most", 1),
        )
        for text in ("-1", "1.5", "x")
    ),
    ("webb --workers", "0", "workers is a whole number, 1 or more;"),
    ("verify here --runs", "-1", "runs is a whole number, 0 or more;"),
    ("dashboard --port", "70000", "port is a whole number, 1 to 65535;"),
]


@pytest.mark.parametrize(("command", "text", "told"), OF_COMMANDS)
def test_a_number_of_a_command_that_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, text: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, [*command.split(), text])
    said = " ".join(done.output.split())
    assert done.exit_code == 2
    assert told in said
    assert "integer" not in said
    assert len(said) < 400
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["9007199254740993", "9007199254740993.0", "3.0", "+3"])
def test_a_whole_number_is_read_to_its_last_digit(text: str) -> None:
    known = {"9007199254740993": 2**53 + 1, "9007199254740993.0": 2**53}
    assert number(lambda asked: int(asked))(text) == known.get(text, 3)


@pytest.mark.parametrize("years", [0, -1, 1.5, "1", True, float("inf"), np.float64(1.5), 201])
def test_a_length_that_cannot_be(years: Any) -> None:
    with pytest.raises(sim.MutualsError, match="years is a whole number, 1 to 200"):
        sim.MutualsModel("tiny", years=years)


@pytest.mark.parametrize("seed", [-1, 2.5, "3", True, 2**63])
def test_a_seed_of_a_model_that_cannot_be(seed: Any) -> None:
    for name in ("seed", "rng"):
        with pytest.raises(sim.MutualsError, match=r"0 to 2\*\*63 - 1"):
            sim.MutualsModel("tiny", years=1, **{name: seed})


@pytest.mark.parametrize("name", ["workers", "retries", "runs_at_most"])
@pytest.mark.parametrize("value", [-1, 1.5, "2", True, float("nan")])
def test_a_number_of_a_study_that_cannot_be(tmp_path: Path, name: str, value: Any) -> None:
    file = fakes.write_experiment(tmp_path)
    says: dict[str, Any] = {"workers": 1, name: value}
    with pytest.raises(sim.MutualsError, match=f"{name} is a whole number"):
        sim.study(file, tmp_path / "out", parts=PARTS, **says)
    assert not (tmp_path / "out").exists()


POINTS = pd.DataFrame({"market.contract_months": [24, 36], "policy.reserved": [0.0, 0.25]})


@pytest.mark.parametrize(
    "settings",
    [
        POINTS.iloc[1],
        POINTS.iloc[1].to_dict(),
        POINTS.astype(object).iloc[1],
        POINTS.to_dict("records")[1],
        {"market": {"contract_months": np.float32(36)}, "policy.reserved": np.float64(0.25)},
    ],
)
def test_a_row_of_a_table_is_what_a_world_sets(settings: Any) -> None:
    for world in (sim.load("tiny", settings), sim.vary(sim.load("tiny"), settings, set_by="test")):
        assert (world.market.contract_months, world.policy.reserved) == (36, 0.25)
        assert type(world.market.contract_months) is int


@pytest.mark.parametrize("settings", [POINTS, 5, "market.contract_months=36", [1]])
def test_what_is_no_row_is_refused_in_words(settings: Any) -> None:
    with pytest.raises(sim.MutualsError):
        sim.load("tiny", settings)
