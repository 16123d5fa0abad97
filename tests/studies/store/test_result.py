"""Results come back as they were written, whole, or with a sentence that says what is wrong."""

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli import main as cli
from sim.dashboard.studies.found import entry_of
from sim.dashboard.studies.read import row_counts, rows_from
from sim.errors import DamageError, MutualsError, ResultError
from sim.model.record.catalogue import MEANS_KEPT
from sim.model.record.outcomes import end_outcomes
from sim.registry.sections.services import SERVICES
from sim.report import verify
from sim.report.claims_page.page import write_claims
from sim.report.stored import read_stored
from sim.studies.comparing import compare_results
from sim.studies.design.plan import Job
from sim.studies.store import parts as store
from sim.studies.store.export import export_results
from sim.studies.store.ledger import Ledger
from sim.studies.store.result import open_result
from sim.studies.store.tables import KINDS, Kept, tables_of
from sim.studies.study import Parts, load_study, study
from tests.code_health.sources import files, name_of
from tests.dashboard.downloading import had
from tests.studies import fakes

pytestmark = pytest.mark.long

PARTS = Parts(one_run=fakes.one_run, load=fakes.load, catalogue=fakes.CATALOGUE)
RUNS = 10


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return study(fakes.write_experiment(tmp_path), tmp_path / "out", workers=1, parts=PARTS).folder


READERS: dict[str, Callable[[Path], Any]] = {
    "python": load_study,
    "report": read_stored,
    "export": lambda folder: export_results(folder, folder.parent / "tables"),
    "compare": lambda folder: compare_results(folder, folder, "base", "base"),
    "rows on a page": lambda folder: rows_from(folder, "runs", 0),
    "counts on a page": row_counts,
    "download": lambda folder: had(folder, "table", name="series", form="csv"),
    "verify": lambda folder: verify.verify(folder, 0),
    "claims": lambda folder: write_claims(folder.parent),
}


def lose_a_part(folder: Path) -> None:
    name = store.part_files(folder, "runs")[1].name
    for kind in KINDS:
        (folder / kind / name).unlink(missing_ok=True)


def lose_the_runs(folder: Path) -> None:
    shutil.rmtree(folder / "runs")


def swap_a_part_for_an_older_one(folder: Path) -> None:
    first, second = store.part_files(folder, "runs")[:2]
    shutil.copy(first, second)


def cut(name: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / name
        path.write_bytes(path.read_bytes()[:-40])

    return damage


def reword(name: str, old: str, new: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return damage


def lose(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def reword_the_ledger(folder: Path) -> None:
    with contextlib.closing(sqlite3.connect(folder / "ledger.sqlite")) as book, book:
        book.execute("DELETE FROM runs WHERE replication = 2")


def forget_a_part(folder: Path) -> None:
    """As if the part had never been: neither file nor hash, the seal made anew."""
    name = store.part_files(folder, "runs")[1].name
    lose_a_part(folder)
    with Ledger.open(folder / "ledger.sqlite") as ledger:
        ledger.note_files({}, gone=[f"{kind}/{name}" for kind in KINDS])


def empty_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("[]", encoding="utf-8")


DAMAGE: dict[str, Callable[[Path], None]] = {
    "a part is gone": lose_a_part,
    "all runs are gone": lose_the_runs,
    "a part is another": swap_a_part_for_an_older_one,
    "a part nobody lists any more": forget_a_part,
    "the manifest is cut": cut("manifest.json"),
    "the manifest says more runs": reword("manifest.json", '"runs": 10', '"runs": 90'),
    "the manifest is an empty list": empty_the_manifest,
    "the ledger is gone": lose("ledger.sqlite"),
    "the ledger is cut": cut("ledger.sqlite"),
    "the ledger lists fewer runs": reword_the_ledger,
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("reader", [name for name in READERS if name != "claims"])
def test_damage_is_told_in_one_sentence_and_nothing_is_written(
    out: Path, damage: str, reader: str
) -> None:
    DAMAGE[damage](out)
    before = {path: path.read_bytes() for path in out.parent.rglob("*") if path.is_file()}
    with pytest.raises(ResultError) as told:
        READERS[reader](out)
    assert str(out) in str(told.value)
    assert "\n" not in str(told.value)
    assert {p: p.read_bytes() for p in out.parent.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("name", ["verdict.json", "estimates.json"])
@pytest.mark.parametrize("change", ["cut", "lost", "reworded"])
def test_damaged_conclusions_are_told(out: Path, name: str, change: str) -> None:
    changes = {"cut": cut(name), "lost": lose(name), "reworded": reword(name, "[", "[ ")}
    changes[change](out)
    for reader in ("report", "verify"):
        with pytest.raises(DamageError, match=name):
            READERS[reader](out)


@pytest.mark.parametrize("damage", [name for name in DAMAGE if "manifest" not in name])
def test_the_same_study_again_mends_what_is_damaged(out: Path, damage: str) -> None:
    whole = load_study(out)
    DAMAGE[damage](out)
    again = study(out.parent / "trial.toml", out, workers=1, parts=PARTS)
    assert again.runs.equals(whole.runs)
    assert [one["estimate"] for one in again.verdicts] == [
        one["estimate"] for one in whole.verdicts
    ]
    assert load_study(out).runs.equals(whole.runs)


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("report", "OUT"), 2),
        (("export", "OUT"), 2),
        (("compare", "OUT", "OUT"), 2),
        (("explain", "OUT", "Anybody"), 2),
        (("verify", "OUT"), 1),
    ],
)
def test_commands_end_with_a_sentence_and_their_code(
    out: Path, damage: str, words: tuple[str, ...], code: int
) -> None:
    DAMAGE[damage](out)
    done = CliRunner().invoke(cli.app, [str(out) if word == "OUT" else word for word in words])
    is_foreign = damage == "the manifest is an empty list"
    assert done.exit_code == (2 if is_foreign else code), done.output
    assert "Traceback" not in done.output
    assert str(out) in done.stderr


def test_damage_shows_in_the_list_of_results(out: Path) -> None:
    assert entry_of("results:out", out).state == f"complete, {RUNS} runs"
    lose_a_part(out)
    assert entry_of("results:out", out).state == "damaged"


def test_a_part_that_goes_while_a_study_is_made_is_made_again(tmp_path: Path) -> None:
    file, out = fakes.write_experiment(tmp_path), tmp_path / "out"
    victims: list[Path] = []

    def losing(world: Any, **says: Any) -> Any:
        stored = store.part_files(out, "runs")
        if stored and not victims:
            victims.extend(stored)
            stored[0].unlink()
        return fakes.one_run(world, **says)

    done = study(file, out, workers=1, parts=Parts(losing, fakes.load, fakes.CATALOGUE))
    assert victims
    assert len(done.runs) == done.manifest["runs"] == RUNS
    assert len(load_study(out).runs) == RUNS


def test_a_command_killed_between_a_file_and_its_count_left_no_damage(out: Path) -> None:
    with Ledger.open(out / "ledger.sqlite") as ledger:
        ledger.note_lost([Job(*row) for row in _some_runs(ledger)])
        ledger.is_in_step = False  # as a kill leaves it: without a seal
    assert len(load_study(out).runs) == RUNS
    lose_a_part(out)
    with pytest.raises(DamageError, match="missing"):
        load_study(out)


def _some_runs(ledger: Ledger) -> list[Any]:
    return ledger.book.execute(
        "SELECT run_id, setting, arm, replication, seed, 2 FROM runs LIMIT 3"
    ).fetchall()


def test_files_that_go_again_and_again_stop_the_study(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.studies.runs import runner

    file, out = fakes.write_experiment(tmp_path), tmp_path / "out"
    whole = store.write_part

    def gone(folder: Path, *given: Any) -> Any:
        hashes = whole(folder, *given)
        for path in hashes:
            (folder / path).unlink()
        return hashes

    monkeypatch.setattr(runner, "write_part", gone)
    with pytest.raises(MutualsError, match="go while the study is made"):
        study(file, out, workers=1, parts=PARTS)
    assert not (out / "verdict.json").exists()


def test_an_unfinished_study_says_on_how_many_runs_its_numbers_stand(tmp_path: Path) -> None:
    file, out = fakes.write_experiment(tmp_path), tmp_path / "out"
    with pytest.raises(MutualsError, match="Stopped"):
        study(file, out, workers=1, parts=PARTS, runs_at_most=3)
    told = f"unfinished: 3 of {RUNS} runs are stored so far"
    assert open_result(out).unfinished == told
    assert read_stored(out).unfinished == told
    done = CliRunner().invoke(cli.app, ["export", str(out)])
    assert done.exit_code == 0, done.output
    assert told in done.stderr


def test_every_number_of_lives_can_be_made_again_from_stored_tables() -> None:
    """Firms that grew into groups among them: they were at risk, and count below the line."""
    world = sim.load("tiny", {"takeovers.group_turnover": 1.0e6})
    run = sim.run(world, seed=1, years=5, detail="study")
    everyone = run.organisations
    grown = (everyone["kind_at_start"] == "small") & (everyone["kind"] == "group")
    assert grown.any()
    place = {"run_id": "a", "setting": "base", "arm": "base", "replication": 1}
    kept = tables_of(run, {**place, "seed": 1, "years": 5}, Kept(flows=frozenset()))
    nowhere = [(0, np.zeros((1, len(SERVICES))))]
    again = end_outcomes(run.monthly, kept["organisations"].to_pandas(), nowhere, {})
    assert "independence_10y" in again
    for name, value in again.items():
        # From shares by region and from totals by month, which no table holds.
        if name.startswith(("regions_", "mean_")) or name in MEANS_KEPT:
            continue
        assert value == pytest.approx(run.outcomes[name], rel=1e-12, nan_ok=True), name


def test_only_the_checked_reader_reads_tables() -> None:
    found = {
        name_of(path): path.read_text(encoding="utf-8")
        for path in files()
        if "pyarrow.parquet" in path.read_text(encoding="utf-8")
    }
    assert set(found) == {"studies.store.parts", "dashboard.studies.downloads"}
    assert "pq.read" not in found["dashboard.studies.downloads"]
