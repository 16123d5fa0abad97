"""The old goes when the new is whole, and only what is said to be replaced."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.errors import MutualsError
from sim.report.claims_page.page import MARK
from sim.studies import single
from sim.studies.store.export import export_results
from sim.studies.store.result import open_result
from sim.studies.study import Parts, load_study
from tests.faults.trial import finish as make
from tests.sealed import rewrite
from tests.studies import fakes
from tests.studies.store.folders import played, put, report, snapshot


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return fakes.write_experiment(tmp_path)


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

    monkeypatch.setattr(single, "write_verdicts", no_room)
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
