"""Nothing that we did not write is ever removed or overwritten; the old goes when the new is whole."""

import json
import shutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sim.cli import main as cli
from sim.errors import MutualsError
from sim.report.claims_page.page import MARK
from sim.studies import single
from sim.studies.single import write_run
from sim.studies.store import ownership
from sim.studies.store.export import export_results
from sim.studies.store.files import OWN_NAMES
from sim.studies.store.ownership import listed, put_files
from sim.studies.store.result import open_result
from sim.studies.study import Parts, load_study
from tests.faults.trial import finish as make
from tests.sealed import rewrite
from tests.studies import fakes

TAKEN = (
    "manifest.json", "verdict.json", "estimates.json", "ledger.sqlite", "report.html",
    "figures/final.png", "runs/survey.csv", "events/interview.txt", "series/raw/a.csv",
    "holders/list.txt", "organisations/people.csv", "damaged/car.jpg", "superseded/plan.txt",
    "points.csv", "sensitivity.csv",
)  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return fakes.write_experiment(tmp_path)


def played(out: Path, seed: int = 7, **says: Any) -> None:
    world = fakes.load("tiny", {}, "command line")
    write_run(fakes.one_run(world, seed, 2, "full"), out, world, seed, 2, **says)


def report(out: Path) -> None:
    pages = {"report.html": b"numbers", "figures/endings.svg": b"<svg/>"}
    put_files(out, pages, lambda path: path == "report.html" or path.startswith("figures/"))


def snapshot(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine", encoding="utf-8")


@pytest.mark.parametrize("name", TAKEN)
@pytest.mark.parametrize("overwrite", [False, True])
def test_a_folder_with_a_file_of_somebody_elses_is_refused_untouched(
    file: Path, tmp_path: Path, name: str, overwrite: bool
) -> None:
    out = tmp_path / "out"
    put(out, name, "notes.txt")
    before = snapshot(out)
    for command in (
        lambda: make(file, out, fresh=overwrite),
        lambda: played(out, overwrite=overwrite),
    ):
        with pytest.raises(MutualsError, match="not written by this program"):
            command()
        assert snapshot(out) == before


def test_other_files_may_lie_beside_a_result(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    put(out, "notes.txt", "drafts/a.md", ".note.tmp", ".keep.12.tmp")
    before = snapshot(out)
    make(file, out)
    put(out, "runs/survey.csv", "figures/final.png", "runs/part-mine.parquet", "series/part.tmp")
    before |= dict.fromkeys(
        ("runs/survey.csv", "figures/final.png", "runs/part-mine.parquet", "series/part.tmp"),
        b"mine",
    )
    report(out)
    make(file, out)
    make(file, out, fresh=True)
    report(out)
    kept = snapshot(out)
    assert {name: kept.get(name) for name in before} == before
    assert len(load_study(out).runs) == 10


def test_another_run_is_replaced_only_when_that_is_said(tmp_path: Path) -> None:
    out = tmp_path / "out"
    played(out)
    report(out)
    put(out, "notes.txt")
    before = snapshot(out)
    played(out)  # the very same run
    with pytest.raises(MutualsError, match="add --overwrite"):
        played(out, 8)
    assert load_study(out).runs["seed"].tolist() == [7]
    played(out, 8, overwrite=True)
    after = snapshot(out)
    assert after["notes.txt"] == b"mine"
    assert load_study(out).runs["seed"].tolist() == [8]
    stale = {name for name in before if name.startswith(("runs/", "figures/")) or "report" in name}
    assert stale
    assert not stale & set(after)
    assert not list(out.glob(".unfinished-*"))


def test_an_old_run_stays_when_the_new_one_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    played(out)
    before = snapshot(out)

    def no_room(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(single, "write_json", no_room)
    with pytest.raises(OSError, match="No space"):
        played(out, 8, overwrite=True)
    assert snapshot(out) == before


def test_a_fresh_study_keeps_the_old_one_until_it_is_whole(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(file, out)
    report(out)
    old = snapshot(out)

    def broken(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(file, out, fresh=True, parts=Parts(broken, fakes.load, fakes.CATALOGUE))
    place = out / "superseded/1"
    aside = snapshot(place)
    assert {name: aside[name] for name in old if name != "ledger.sqlite"} == {
        name: content for name, content in old.items() if name != "ledger.sqlite"
    }
    assert len(load_study(place).runs) == 10
    assert open_result(out).unfinished == "unfinished: 0 of 10 runs are stored so far"
    make(file, out)
    assert not (out / "superseded").exists()
    assert len(load_study(out).runs) == 10


def test_a_page_changed_by_hand_is_no_longer_ours(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(file, out)
    report(out)
    report(out)
    (out / "report.html").write_text("my notes on it", encoding="utf-8")
    before = snapshot(out)
    for command in (lambda: report(out), lambda: make(file, out, fresh=True)):
        with pytest.raises(MutualsError, match="changed since"):
            command()
        assert snapshot(out) == before


def test_what_a_manifest_from_elsewhere_lists_outside_its_folder_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    played(out)
    put(tmp_path, "secret.txt", "out/notes.txt", "out/figures/deep/er.svg")
    names = [
        "../secret.txt",
        str(tmp_path / "secret.txt"),
        "notes.txt",
        "figures/deep/er.svg",
        "..",
    ]
    told = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    rewrite(out / "manifest.json", {**told, "files": [*told["files"], *names]})
    assert not listed(out) & set(names)
    played(out, 8, overwrite=True)
    kept = snapshot(tmp_path)
    assert kept["secret.txt"] == kept["out/notes.txt"] == kept["out/figures/deep/er.svg"] == b"mine"


@pytest.mark.parametrize(
    ("path", "can"),
    [
        ("manifest.json", True), ("ledger.sqlite-wal", True), ("figures/endings.svg", True),
        ("runs/part-0123456789ab.parquet", True), ("damaged/runs/part-0123456789ab.parquet", True),
        ("superseded/verdict.json", True), ("superseded/2/figures/endings.png", True),
        ("superseded/2/damaged/runs/part-0123456789ab.parquet", True),
        ("", False), (".", False), ("..", False), ("damaged", False), ("superseded", False),
        ("superseded/2", False), ("superseded/2/damaged", False),
        ("../manifest.json", False), ("runs/../manifest.json", False), ("notes.txt", False),
        ("runs/survey.csv", False), ("runs/part-x.parquet", False), ("figures/a/b.svg", False),
    ],
)  # fmt: skip
def test_only_what_a_result_writes_can_be_removed(tmp_path: Path, path: str, can: bool) -> None:
    out = tmp_path / "out/here"
    out.mkdir(parents=True)
    if Path(path).name not in ("", ".."):
        put(out, path)
    before = snapshot(tmp_path)
    ownership.remove_files(out, [path])
    assert (snapshot(tmp_path) != before) is can


@pytest.mark.parametrize("name", ["files", "replaces", "seeds", "sessions"])
def test_a_manifest_that_lists_no_list_is_none_of_ours(
    file: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    make(file, out)
    told = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    rewrite(out / "manifest.json", {**told, name: 5})
    before = snapshot(out)
    for command in (lambda: make(file, out, fresh=True), lambda: played(out, overwrite=True)):
        with pytest.raises(MutualsError, match="not written by this program"):
            command()
        assert snapshot(out) == before


def test_a_link_in_place_of_a_file_of_ours_is_not_followed(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(file, out)
    report(out)
    put(tmp_path, "elsewhere.html")
    (out / "report.html").unlink()
    (out / "report.html").symlink_to(tmp_path / "elsewhere.html")
    with pytest.raises(MutualsError, match="not written by this program"):
        report(out)
    assert (tmp_path / "elsewhere.html").read_text(encoding="utf-8") == "mine"


def of_first_version(folder: Path) -> None:
    """Make a result look as the first version left it."""
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del told["files"]
    (folder / "manifest.json").write_text(json.dumps({**told, "format": 1}), encoding="utf-8")


def test_a_result_of_the_first_version_is_replaced_by_its_names(file: Path, tmp_path: Path) -> None:
    for make_again in (
        lambda out, **says: make(file, out, fresh=says["again"]),
        lambda out, **says: played(out, overwrite=says["again"]),
    ):
        out = tmp_path / "first"
        make_again(out, again=False)
        put(out, "notes.txt", "figures/final-2.png", "runs/survey.csv", "figures/endings.svg")
        of_first_version(out)
        with pytest.raises(MutualsError, match="of the first version"):
            open_result(out)
        make_again(out, again=True)
        kept = snapshot(out)
        assert (
            kept["notes.txt"] == kept["figures/final-2.png"] == kept["runs/survey.csv"] == b"mine"
        )
        assert open_result(out).manifest["format"] == 2
        shutil.rmtree(out)


def test_a_result_of_a_later_version_is_left_alone(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(file, out)
    told = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    rewrite(out / "manifest.json", {**told, "format": 3})
    before = snapshot(out)
    commands: list[Callable[[], Any]] = [
        lambda: make(file, out),
        lambda: make(file, out, fresh=True),
        lambda: played(out, overwrite=True),
        lambda: load_study(out),
        lambda: report(out),
        lambda: export_results(out, out / "export"),
    ]
    for command in commands:
        with pytest.raises(MutualsError, match=r"format 3|holds a study"):
            command()
        assert snapshot(out) == before


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_replaces_an_export_and_nothing_else(
    file: Path, tmp_path: Path, form: str
) -> None:
    out = tmp_path / "out"
    make(file, out)
    place = tmp_path / "tables"
    name = "runs.csv" if form == "csv" else "results.xlsx"
    put(place, name)
    with pytest.raises(MutualsError, match="no export wrote"):
        export_results(out, place, form, overwrite=True)
    assert snapshot(place) == {name: b"mine"}
    (place / name).unlink()
    export_results(out, place, form)
    put(place, "notes.txt")
    with pytest.raises(MutualsError, match="add --overwrite"):
        export_results(out, place, form, ["stay"])
    export_results(out, place, form, ["stay"], overwrite=True)
    put(place, name)
    with pytest.raises(MutualsError, match="changed since"):
        export_results(out, place, form, overwrite=True)
    assert snapshot(place)["notes.txt"] == snapshot(place)[name] == b"mine"


def test_the_same_export_again_needs_no_word(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(file, out)
    first = export_results(out, out / "export")
    before = snapshot(out / "export")
    assert export_results(out, out / "export") == first
    assert snapshot(out / "export") == before
    assert len(load_study(out).runs) == 10


@pytest.mark.parametrize("name", ["told.md", "told.csv"])
def test_a_page_of_claims_replaces_a_page_of_claims_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from sim.report.claims_page.page import write_claims

    monkeypatch.chdir(tmp_path)
    file = fakes.write_experiment(tmp_path, fakes.EXPERIMENT + fakes.CLAIM)
    make(file, tmp_path / "stored/trial")
    page = tmp_path / "told.md"
    put(tmp_path, name)
    with pytest.raises(MutualsError, match="not written by this program"):
        write_claims(Path("stored"), page, overwrite=True)
    assert (tmp_path / name).read_bytes() == b"mine"
    assert not (tmp_path / "stored/claims.md").exists()
    (tmp_path / name).unlink()
    write_claims(Path("stored"), page)
    assert page.read_text(encoding="utf-8").startswith(MARK)
    write_claims(Path("stored"), page)  # the same page
    page.write_text(page.read_text(encoding="utf-8") + "older", encoding="utf-8")
    with pytest.raises(MutualsError, match="add --overwrite"):
        write_claims(Path("stored"), page)
    write_claims(Path("stored"), page, overwrite=True)
    assert "older" not in page.read_text(encoding="utf-8")


@pytest.mark.long
def test_the_command_leaves_a_folder_in_use_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, *TAKEN)
    before = snapshot(tmp_path)
    for words in (
        ("run", "tiny", "--years", "1", "--out", "."),
        ("run", "tiny", "--years", "1", "--out", ".", "--overwrite"),
        ("webb", "--quick", "--workers", "1", "--out", "."),
        ("study", "webb", "--quick", "--fresh", "--workers", "1", "--out", "."),
        ("study", "webb", "--quick", "--forecast", "--workers", "1", "--out", "."),
        ("report", "."),
        ("export", ".", "--overwrite"),
        ("verify", "."),
        ("explain", ".", "Epic"),
        ("compare", ".", "."),
    ):
        done = CliRunner().invoke(cli.app, list(words))
        assert done.exit_code == (1 if words[0] == "verify" else 2), done.output
        assert "Traceback" not in done.output
        assert snapshot(tmp_path) == before


def test_every_name_a_result_may_take_is_looked_at(tmp_path: Path) -> None:
    assert set(OWN_NAMES) < set(ownership.TOP_NAMES)
    (tmp_path / "runs").mkdir()
    assert listed(tmp_path) == frozenset()
    ownership.refuse_foreign(tmp_path)  # an empty folder is nobody's loss


@pytest.mark.parametrize(
    ("module", "name"), [("effects", "x.md"), ("effects", "x.csv"), ("patterns", "x.md")]
)
def test_a_measuring_command_keeps_a_page_that_is_not_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, name: str
) -> None:
    told = import_module(f"docs.make.{module}")
    monkeypatch.setattr(told, "measure", lambda *_: pytest.fail("measured before it looked"))
    monkeypatch.setattr("sys.argv", ["x", "--world", "tiny", "--out", str(tmp_path / "x.md")])
    put(tmp_path, name)
    with pytest.raises(MutualsError, match="not written by this program"):
        told.main()
    assert (tmp_path / name).read_bytes() == b"mine"
