"""Two results side by side: paired by seed, or said aloud why not."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.studies.comparing import Compared, compare_results, in_words
from sim.studies.study import Parts, study
from tests.places import ROOT
from tests.sealed import rewrite
from tests.studies import fakes

PARTS = Parts(one_run=fakes.one_run, load=fakes.load, catalogue=fakes.CATALOGUE)


def made(place: Path, *changes: tuple[str, str]) -> Path:
    """The fake study with something in its text changed."""
    text = fakes.EXPERIMENT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    place.mkdir()
    return study(fakes.write_experiment(place, text), place / "out", 1, parts=PARTS).folder


def compared(first: Path, second: Path) -> Compared:
    return compare_results(first, second, "base", "base")


FIVE = ("replications = 4", "replications = 4\nfirst_seed = 3")
APART = ("replications = 4", "replications = 4\nfirst_seed = 11")


def test_runs_with_the_same_seeds_are_paired_and_nothing_is_to_be_said(tmp_path: Path) -> None:
    found = compared(made(tmp_path / "a"), made(tmp_path / "b"))
    assert (found.paired, found.cautions) == (4, [])
    assert found.table["paired"].all()
    assert "paired on 4 seeds" in in_words(found)


def test_where_some_seeds_are_shared_all_numbers_are_of_those_alone(tmp_path: Path) -> None:
    """Seeds 1 to 4 beside 3 to 6: the difference is that of the two means shown beside it."""
    found = compared(made(tmp_path / "a"), made(tmp_path / "b", FIVE))
    (said,) = found.cautions
    assert found.paired == 2
    assert re.search(r"seeds 1, 2 of \S*a/out, seeds 5, 6 of \S*b/out", said)
    row = found.table.set_index("outcome").loc["stay"]
    assert row["difference"] == row["second"] - row["first"] == 0


def test_without_a_seed_in_both_it_says_so_aloud_and_what_to_do(tmp_path: Path) -> None:
    first, second = made(tmp_path / "a"), made(tmp_path / "b", APART)
    found = compared(first, second)
    assert (found.paired, in_words(found)) == (0, "not paired: no seed is in both")
    done = CliRunner().invoke(app, ["compare", str(first), str(second), "--json"])
    assert done.exit_code == 0
    assert "NOT PAIRED" in done.stderr
    assert "seeds 1, 2, 3, 4" in done.stderr
    assert "`first_seed = 1`" in done.stderr
    assert '"paired": false' in done.stdout


def test_other_lengths_and_other_models_are_told(tmp_path: Path) -> None:
    first, second = made(tmp_path / "a"), made(tmp_path / "b", ("years = 2", "years = 3"))
    (said,) = compared(first, second).cautions
    assert "is of 2 years" in said
    assert "is of 3 years" in said
    other = study(tmp_path / "a" / "trial.toml", tmp_path / "c", 1, parts=PARTS)
    rewrite(other.folder / "manifest.json", {**other.manifest, "model_version": "another"})
    (said,) = compared(first, other.folder).cautions
    assert "different versions of the model" in said


@pytest.mark.parametrize("page", ["README.md", "docs/howto/batch.md"])
def test_the_example_that_a_page_shows_pairs(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / page).read_text(encoding="utf-8")
    (shown,) = re.findall(r"^\$ mutuals compare (\S+) (\S+)$", text, re.M)
    for folder in shown:
        (words,) = re.findall(rf"^\$ mutuals (run .*--out {folder})$", text, re.M)
        assert CliRunner().invoke(app, words.split()).exit_code == 0
    done = CliRunner().invoke(app, ["compare", *shown])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "paired on one seed" in done.stdout
