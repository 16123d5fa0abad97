"""Nothing that we did not write is ever removed or overwritten."""

import json
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli import main as cli
from sim.errors import MutualsError
from sim.studies.store import ownership
from sim.studies.store.files import OWN_NAMES
from sim.studies.store.ownership import listed
from sim.studies.study import load_study
from tests.faults.trial import finish as make
from tests.sealed import rewrite
from tests.studies import fakes
from tests.studies.store.folders import TAKEN, played, put, report, snapshot


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return fakes.write_experiment(tmp_path)


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
    ("module", "name"), [("effects", "x.md"), ("effects", "x.csv"), ("patterns.__main__", "x.md")]
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
