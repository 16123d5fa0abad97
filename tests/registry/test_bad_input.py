"""Every kind of bad scenario: refused, with the file, the address, what is wrong and the remedy."""

from pathlib import Path

import pytest

from sim.errors import EXIT_BAD_INPUT, Problem, ScenarioError
from sim.registry.reading import scenario as reading
from sim.registry.reading.checks import shares_sum_to_one
from tests.registry.conftest import Problems, Write, read
from tests.registry.worlds import SmallWorld


@pytest.mark.parametrize(
    ("text", "address", "message", "remedy"),
    [
        (
            "[market]\nprice_wieght = 0.3",
            "market.price_wieght",
            "is not a parameter",
            "did you mean price_weight (share, 0 to 1)?",
        ),
        (
            "[services]\ncontract_months = 9",
            "services.contract_months",
            "is not a parameter",
            "did you mean market.contract_months (whole number, months, 6 to 180)?",
        ),
        ("[markte]\nbid_cost = 1", "markte", "is not a parameter", "did you mean [market]?"),
        ("[market]\nzzzz = 1", "market.zzzz", "is not a parameter", "known here: contract_months"),
        ("[market]\nprice_weight = 1.4", "market.price_weight", "is 1.4, out of range", "0 to 1"),
        ("[market]\nbid_cost = -1", "market.bid_cost", "is -1, out of range", "GBP, 0 or more"),
        ("[market]\nbid_cost = nan", "market.bid_cost", "infinite or no number", "finite number"),
        ("[market]\nbid_cost = inf", "market.bid_cost", "infinite or no number", "finite number"),
        ("[market]\nbid_cost = true", "market.bid_cost", "is true, but a number", "GBP"),
        ("[market]\nbid_cost = '9'", "market.bid_cost", 'is the text "9", but a number', "GBP"),
        ("[market]\nbid_cost = [1]", "market.bid_cost", "is a list, but a number", "GBP"),
        ("[market]\nbid_cost = {a = 1}", "market.bid_cost", "is a group of settings", "GBP"),
        ("[market]\nbid_cost = 2013-04-01", "market.bid_cost", "is a date, but a number", "GBP"),
        ("[market]\ncontract_months = 36.5", "market.contract_months", "is 36.5", "whole number"),
        ("[market]\ncontract_months = nan", "market.contract_months", "no number", "finite"),
        ("[mechanisms]\ntakeovers = 1", "mechanisms.takeovers", "is 1, but true or false", "true"),
        (
            "[mechanisms]\nsurplus = 'pay_frist'",
            "mechanisms.surplus",
            "which is no name known here",
            "did you mean pay_first? allowed: one of: reserves_first, pay_first",
        ),
        ("[mechanisms]\nsurplus = 3", "mechanisms.surplus", "is 3, but one of", "pay_first"),
        ("market = 3", "market", "is 3, but a group of settings is expected", "under this heading"),
        ("title = 3", "title", "is 3, but text is expected", "text"),
        ("mutuals = 3", "mutuals", "is 3, but a list is expected", ""),
        ("[[mutuals]]\nnmae = 'x'", "mutuals[1].nmae", "is not a parameter", "did you mean name"),
        ("[[mutuals]]\n[[mutuals]]\nposts = 0", "mutuals[2].posts", "out of range", "1 to 1000"),
        ("[[mutuals]]\nposts = nan", "mutuals[1].posts", "no number", "finite"),
        ("mutuals = [3]", "mutuals[1]", "is 3, but a group of settings is expected", "heading"),
        ("extends = 3", "extends", "is 3, but text is expected", "name one scenario"),
        ("extends = 'nowhere'", "extends", "nowhere is none of the shipped scenarios", "path"),
        ("a = \n", "line 1, column 5", "is not TOML", "mend the line"),
    ],
)
def test_a_bad_scenario_is_refused_with_address_and_remedy(
    problems: Problems, text: str, address: str, message: str, remedy: str
) -> None:
    found = problems(text)
    assert list(found) == [address]
    assert message in found[address].message
    assert remedy in found[address].remedy
    assert found[address].file.endswith("bad.toml")


def test_every_problem_is_told_at_once(problems: Problems) -> None:
    found = problems(
        "title = 3\n[market]\nprice_wieght = 1\nbid_cost = inf\n[[mutuals]]\nposts = 'x'\n",
        {"mechanisms.takeovers": "no", "market": 5, "services.youth.pay": 3},
    )
    assert set(found) == {
        "title",
        "market",
        "market.price_wieght",
        "market.bid_cost",
        "mutuals[1].posts",
        "mechanisms.takeovers",
        "services.youth.pay",
    }
    assert found["services.youth.pay"].file == "command line"
    assert found["market"].file == "command line"
    assert found["market.bid_cost"].file.endswith("bad.toml")


def test_the_file_blamed_is_the_one_that_set_the_value(write: Write) -> None:
    write("parent", "[market]\nbid_cost = -1\nprice_weight = 2")
    child = write("child", "extends = 'parent'\n[market]\nprice_weight = 3")
    with pytest.raises(ScenarioError) as caught:
        read(child)
    files = {found.address: Path(found.file).stem for found in caught.value.problems}
    assert files == {"market.bid_cost": "parent", "market.price_weight": "child"}


def test_a_circle_of_parents_is_named(write: Write) -> None:
    write("one", "extends = 'two'")
    write("two", "extends = 'three'")
    with pytest.raises(ScenarioError, match="one -> two -> three -> one"):
        read(write("three", "extends = 'one'").with_name("one.toml"))


def test_a_file_that_is_missing_a_folder_or_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"title = '\xe9'")
    for name, words in (
        ("gone.toml", "no such file"),
        ("", "cannot be read"),
        ("latin.toml", "UTF-8"),
    ):
        with pytest.raises(ScenarioError, match=words):
            read(tmp_path / name)


def test_an_unknown_name_suggests_the_nearest_shipped() -> None:
    with pytest.raises(ScenarioError, match="did you mean england"):
        read("englnd")


def test_a_mistake_is_no_traceback_but_an_exit_code_and_lines_of_text() -> None:
    error = ScenarioError(
        [Problem("a.toml", "market.x", "is 3", "write 2"), Problem("", "y", "is 4")]
    )
    assert error.exit_code == EXIT_BAD_INPUT
    assert str(error) == "2 problems in the scenario:\n  a.toml  market.x: is 3; write 2\n  y: is 4"


def test_checks_of_sound_sections_are_told_with_the_other_problems(write: Write) -> None:
    path = write("bad", "[market]\nprice_weight = 0.5\n[services.youth]\npay = 1")
    paths = ("market.price_weight", "market.quality_weight")
    checks = (lambda world: shares_sum_to_one(world, paths),)
    with pytest.raises(ScenarioError) as caught:
        reading.read_world(SmallWorld, path, [], checks)
    assert {found.address for found in caught.value.problems} == {
        "services.youth.pay",
        "market.quality_weight",
    }
    with pytest.raises(ScenarioError, match=r"price_weight \+ market.quality_weight is 1.1, not 1"):
        reading.read_world(SmallWorld, write("sum", "market.price_weight = 0.5"), [], checks)


def test_a_check_stays_silent_about_a_section_that_is_unsound_anyway(write: Write) -> None:
    path = write("bad", "[market]\nprice_weight = 0.5\nquality_wieght = 0.5")
    checks = (
        lambda world: shares_sum_to_one(world, ("market.price_weight", "market.quality_weight")),
    )
    with pytest.raises(ScenarioError) as caught:
        reading.read_world(SmallWorld, path, [], checks)
    assert [found.address for found in caught.value.problems] == ["market.quality_wieght"]
