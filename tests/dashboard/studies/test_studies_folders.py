"""Nothing outside the chosen folders is read or written, whatever it is called."""

from pathlib import Path

import pytest

from sim.dashboard.frame.folders import (
    LARGEST_TEXT,
    FolderError,
    Folders,
    OutsideError,
    Shelf,
    chosen,
    plain_name,
)
from sim.dashboard.studies.found import entries, refuse_links_out

LEADS_OUT = [
    "..",
    "../secret.toml",
    "webb/../../secret.toml",
    "/etc/passwd",
    "webb//x",
    "webb/./x",
    "C:\\secret",
    "webb\\..\\..\\secret",
    "file:x",
    "a\0b",
    "a\nb",
    "...",
]


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    (tmp_path / "work" / "results").mkdir(parents=True)
    (tmp_path / "secret.toml").write_text("secret", encoding="utf-8")
    return chosen(None, tmp_path / "work")


@pytest.mark.parametrize("name", LEADS_OUT)
def test_a_name_that_leads_out_is_refused(folders: Folders, name: str) -> None:
    with pytest.raises(OutsideError):
        folders.scenarios.place(name)
    with pytest.raises(OutsideError):
        folders.result(f"results:{name}")
    with pytest.raises(FolderError):
        folders.scenarios.write(name, "title = 'x'")


@pytest.mark.parametrize("address", ["webb", "other:webb", ":webb", "my_scenarios:x", ""])
def test_only_results_of_the_chosen_folders_can_be_asked_for(
    folders: Folders, address: str
) -> None:
    with pytest.raises(OutsideError):
        folders.result(address)


def test_what_lies_inside_can_be_asked_for(folders: Folders) -> None:
    assert folders.result("results:batch/webb") == folders.results[0].root / "batch" / "webb"


def test_a_link_that_leads_out_is_refused(folders: Folders, tmp_path: Path) -> None:
    shelf = folders.scenarios
    shelf.root.mkdir()
    (shelf.root / "linked.toml").symlink_to(tmp_path / "secret.toml")
    (shelf.root / "elsewhere").symlink_to(tmp_path)
    with pytest.raises(OutsideError):
        shelf.read("linked.toml")
    with pytest.raises(OutsideError):
        shelf.read("elsewhere/secret.toml")
    assert shelf.names() == []


def test_saving_over_a_link_leaves_what_it_points_to_alone(
    folders: Folders, tmp_path: Path
) -> None:
    shelf = folders.scenarios
    shelf.root.mkdir()
    (shelf.root / "linked.toml").symlink_to(tmp_path / "secret.toml")
    with pytest.raises(OutsideError):
        shelf.write("linked", "mine", replace=True)
    assert (tmp_path / "secret.toml").read_text(encoding="utf-8") == "secret"


def test_a_result_with_a_link_out_of_the_folders_is_not_opened(
    folders: Folders, tmp_path: Path
) -> None:
    folder = folders.results[0].root / "webb"
    (folder / "runs").mkdir(parents=True)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    assert refuse_links_out(folders, "results:webb") == folder
    (folder / "runs" / "part.parquet").symlink_to(tmp_path / "secret.toml")
    with pytest.raises(OutsideError):
        refuse_links_out(folders, "results:webb")


def test_a_file_is_written_once_and_replaced_only_when_that_is_asked_for(folders: Folders) -> None:
    shelf = folders.scenarios
    path = shelf.write("mine", "title = 'one'")
    assert path == shelf.root / "mine.toml"
    with pytest.raises(FolderError, match="there already"):
        shelf.write("mine", "title = 'two'")
    assert shelf.read("mine.toml") == "title = 'one'"
    shelf.write("mine", "title = 'two'", replace=True)
    assert shelf.read("mine.toml") == "title = 'two'"
    assert [path.name for path in shelf.root.iterdir()] == ["mine.toml"]


@pytest.mark.parametrize("name", ["", "1st", "a b", "a.toml", ".hidden", "-x", "x" * 61, "ü"])
def test_a_file_bears_a_plain_name(name: str) -> None:
    with pytest.raises(FolderError):
        plain_name(name)


def test_what_is_too_large_or_no_text_is_neither_read_nor_written(folders: Folders) -> None:
    shelf = folders.scenarios
    shelf.root.mkdir()
    (shelf.root / "large.toml").write_bytes(b"#" * (LARGEST_TEXT + 1))
    (shelf.root / "odd.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FolderError, match="larger"):
        shelf.read("large.toml")
    with pytest.raises(FolderError, match="UTF-8"):
        shelf.read("odd.toml")
    with pytest.raises(FolderError, match="larger"):
        shelf.write("large2", "#" * (LARGEST_TEXT + 1))


def test_a_given_folder_is_searched_and_one_result_takes_no_new_ones(tmp_path: Path) -> None:
    work, given = tmp_path / "work", tmp_path / "elsewhere"
    (given / "webb").mkdir(parents=True)
    (given / "webb" / "manifest.json").write_text("{}", encoding="utf-8")
    several = chosen(given, work)
    assert [entry.address for entry in entries(several)] == ["given:webb"]
    assert several.results[0].root == given
    one = chosen(given / "webb", work)
    assert [entry.address for entry in entries(one)] == ["given:"]
    assert one.results[0].root == work / "results"
    assert chosen(work / "results", work).results == (Shelf("results", work / "results"),)
