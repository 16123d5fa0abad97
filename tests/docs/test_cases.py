"""The pages on the cases: made from stored runs, which can be made again; facts are inputs."""

import math
import re
import tomllib
from pathlib import Path

import pytest

from docs.make.cases.__main__ import STORED, write_pages
from docs.make.cases.case import BASE, Arm, Case, arms_of
from docs.make.cases.catalogue import CASES
from docs.make.cases.pages import by_measure, overview, page, wilson
from docs.make.cases.runs import play, read_rows, world_of, write_rows
from docs.make.cases.watching import Month, Watched
from sim.registry.evidence import KEY, evidence
from sim.registry.shipped import shipped_folder
from sim.registry.walk import leaves
from sim.registry.world import World
from tests.model.opening.test_cases import CASES as WORLDS
from tests.places import ROOT

PATHS = {leaf.path for leaf in leaves(World)}
BY_NAME = {case.name: case for case in CASES}
STORED_DIGITS = 1e-5


def text_of(case: Case) -> str:
    path: Path = shipped_folder("scenarios") / f"{case.name}.toml"
    return path.read_text(encoding="utf-8")


def test_every_case_has_a_world_and_a_page() -> None:
    assert {case.name for case in CASES} == set(WORLDS)
    table = (ROOT / "docs" / "cases" / "README.md").read_text(encoding="utf-8")
    for case in CASES:
        assert f"({case.name}.md)" in table


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_page_says_what_the_stored_runs_say(case: Case) -> None:
    runs = by_measure(read_rows(STORED))
    written = (ROOT / "docs" / "cases" / f"{case.name}.md").read_text(encoding="utf-8")
    assert written == page(case, runs), "run `python -m docs.make.cases --pages`"
    assert "No runs are stored yet" not in written


def test_the_overview_says_what_the_stored_runs_say() -> None:
    written = (ROOT / "docs" / "cases" / "README.md").read_text(encoding="utf-8")
    assert written == overview(by_measure(read_rows(STORED)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "arm", "seed"),
    [("durham", 1, 2), ("college_consortium", 2, 3), ("many_inspectors", 0, 1), ("lambeth", 0, 2)],
)
def test_a_stored_run_can_be_made_again(name: str, arm: int, seed: int) -> None:
    case = BY_NAME[name]
    chosen = arms_of(case)[arm]
    stored = {
        row.measure: row.value
        for row in read_rows(STORED)
        if (row.case, row.arm, row.seed) == (name, chosen.name, seed)
    }
    made = {row.measure: row.value for row in play(case, chosen, seed)}
    assert made.keys() == stored.keys()
    remedy = "if it is meant that these runs come out otherwise: python -m docs.make.cases --again"
    assert made == pytest.approx(stored, rel=STORED_DIGITS), remedy


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_a_page_calls_an_input_stands_in_the_world(case: Case) -> None:
    text = text_of(case)
    for fact in case.facts:
        for said in re.findall(r"`([^`]+ = [^`]+)`", fact.place):
            plain = said.removeprefix("policy.")
            assert plain in text, said
        assert fact.source.startswith("Lepper") or fact.source in evidence()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_parameter_a_page_names_exists(case: Case) -> None:
    text = page(case, {})
    sections = "|".join(sorted({path.split(".")[0] for path in PATHS if "." in path}))
    named = re.findall(rf"`((?:{sections})\.[\w.]+)(?: = [^`]+)?`", text)
    assert [path for path in named if path not in PATHS] == []
    assert set(KEY.findall(text)) <= set(evidence())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_arm_is_another_sound_world(case: Case) -> None:
    worlds = [world_of(case, arm) for arm in arms_of(case)]
    assert arms_of(case)[0] is BASE
    assert all(world != worlds[0] for world in worlds[1:])
    assert len({arm.name for arm in arms_of(case)}) == len(worlds)


def test_the_mutuals_of_a_case_are_those_its_world_names() -> None:
    for case in CASES:
        named = {m["name"] for m in tomllib.loads(text_of(case)).get("mutuals", [])}
        assert set(case.mutuals) == named, case.name
        for arm in arms_of(case):
            assert set(arm.changes) <= named


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("durham", ("hoped for part of a lottery grant", "to a charity in the area")),
        ("durham", ("ploughs all its profit back",)),
        ("staffordshire", ("pilot since 2009", "keen to make it permanent")),
        ("tri_borough", ("plans to merge education support were approved",)),
        ("tri_borough", ("every likely rival was visited beforehand",)),
        ("tri_borough", ("3BM", "to launch in April 2013")),
        ("lambeth", ("more easily than a council (the reporter's sentence)",)),
    ],
)
def test_a_hope_a_plan_and_a_reporters_sentence_are_told_as_such(
    name: str, words: tuple[str, ...]
) -> None:
    said = [fact.says for fact in BY_NAME[name].facts]
    assert any(all(one in fact for one in words) for fact in said)


def test_the_saving_that_was_expected_is_set_beside_the_one_that_is_measured() -> None:
    case = BY_NAME["tri_borough"]
    assert any("expected to save" in fact.says and "1m" in fact.says for fact in case.facts)
    assert "about a fortieth of that" in case.story
    found = by_measure(read_rows(STORED))[case.name, BASE.name, "3BM: saving 4"]
    assert sum(found.values()) / len(found) / 1e6 == pytest.approx(1 / 40, abs=0.005)


def test_pages_without_runs_say_so(tmp_path: Path) -> None:
    write_pages(tmp_path, [])
    for case in CASES:
        assert "No runs are stored yet" in (tmp_path / f"{case.name}.md").read_text("utf-8")


def test_runs_are_read_as_they_were_written(tmp_path: Path) -> None:
    rows = play(BY_NAME["durham"], Arm("base", ""), 1)
    write_rows(tmp_path / "runs.csv", rows)
    again = read_rows(tmp_path / "runs.csv")
    assert [row[:-1] for row in again] == [row[:-1] for row in rows]
    assert [row.value for row in again] == pytest.approx([row.value for row in rows], rel=1e-5)


def test_an_interval_of_a_chance_holds_what_was_seen() -> None:
    low, high = wilson(8, 16)
    assert low < 0.5 < high
    assert (low + high) / 2 == pytest.approx(0.5)
    assert wilson(16, 16)[1] == pytest.approx(1.0)


def test_a_mutual_is_summed_up_by_hand() -> None:
    def month(at: int, alive: bool, leavers: float) -> Month:
        return Month(at, alive, 100.0 - at, 10.0, 10.0, leavers, 5.0, 1.0)

    seen = Watched([month(0, True, 0.0), *(month(at, at < 25, 0.1) for at in range(1, 61))])
    found = seen.summary()
    assert found["founded"] == 1
    assert found["months"] == 24
    assert found["independent 5"] == 0
    assert found["leaving"] == pytest.approx(12 * 24 * 0.1 / (24 * 10))
    assert found["saving 4"] == pytest.approx(24 * 5)
    assert found["earnings"] == pytest.approx(12)
    assert found["value 5"] == pytest.approx(0.4)
    assert math.isclose(found["leavers 40"], 2.4)
    assert Watched().summary()["founded"] == 0
