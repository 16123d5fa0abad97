"""`mutuals survival`: the numbers of the run, from stored results, that fit on a terminal."""

import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from typer.testing import CliRunner, Result

import sim
from sim.cli import main as cli
from sim.studies.study import load_study

EXPERIMENT = """
[study]
name = "lives"
title = "Lives"
scenario = "tiny"
years = 6
replications = 3

[[arms]]
name = "base"
title = "As things stand"
"""


def call(*words: Any, width: int = 80) -> Result:
    return CliRunner().invoke(cli.app, [str(word) for word in words], env={"COLUMNS": str(width)})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("lives")
    (place / "lives.toml").write_text(EXPERIMENT)
    return sim.study(place / "lives.toml", out=place / "out", workers=1).folder


@pytest.mark.parametrize("by", ["kind", "form", "service", "starter"])
def test_every_number_recomputes_from_stored_tables(folder: Path, by: str) -> None:
    played = [sim.run("tiny", seed=seed, years=6) for seed in (1, 2, 3)]
    every = pd.concat(run.organisations.assign(run_id=n) for n, run in enumerate(played))
    from sim.model.record.lives import survival_by

    stored = load_study(folder).survival(by)
    assert_frame_equal(stored, survival_by(every, by))
    printed = pd.read_csv(io.StringIO(call("survival", folder, "--by", by, "--csv").stdout))
    assert_frame_equal(printed, stored, check_dtype=False)


def test_the_table_fits_on_a_terminal_and_has_the_numbers_at_risk(folder: Path) -> None:
    done = call("survival", folder)
    assert done.exit_code == 0
    assert max(map(len, done.stdout.splitlines())) <= 80
    lines = [line.split() for line in done.stdout.splitlines()]
    table = load_study(folder).survival()
    for row in table[table["months"] % 12 == 0].itertuples():
        start = [str(row.months // 12), str(row.at_risk), str(row.ended)]
        assert [*start, f"{row.independent:.0%}"] in [line[:4] for line in lines]


def test_of_whom_the_start_was_never_seen_it_says_so(tmp_path: Path) -> None:
    call("run", "tiny", "--seed", "1", "--years", "5", "--out", tmp_path / "run")
    done = call("survival", tmp_path / "run", "--by", "starter")
    assert "Begun by staff: none was seen from its first month on" in done.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [(("--by", "forms"), "did you mean form?"), (("--arm", "none"), "holds no run of arm none")],
)
def test_what_is_not_there_is_refused(folder: Path, words: tuple[str, ...], says: str) -> None:
    done = call("survival", folder, *words)
    assert (done.exit_code, says in done.stderr) == (2, True)
