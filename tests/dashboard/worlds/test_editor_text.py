"""The text of a scenario keeps its comments and order, whichever value the form changes."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.dashboard.worlds.text import (
    DRAFT,
    EditError,
    as_value,
    groups,
    in_form,
    line_of,
    of_group,
    own_of,
    with_value,
    without,
)
from sim.registry.walk import leaves
from sim.registry.world import World

PATH = "market.contract_months"
WAYS_TO_WRITE = [
    "market.contract_months = 3 # why\n",
    '"market.contract_months" = 3 # why\n',
    "market = { contract_months = 3 } # why\n",
    "[market] # why\ncontract_months = 3\n\n[[events]]\nmonth = 3\n",
    "# why\n[market]\n# before\ncontract_months = 3\n",
]


@pytest.mark.parametrize("text", WAYS_TO_WRITE)
def test_a_value_is_changed_where_it_stands_and_nothing_else(text: str) -> None:
    changed = with_value(text, PATH, 36)
    assert changed == text.replace("= 3", "= 36", 1)
    own = own_of(changed)
    assert own is not None
    assert own.values[PATH] == 36


@pytest.mark.parametrize("text", [*WAYS_TO_WRITE, DRAFT, "", 'title = "a"'])
def test_a_new_value_stands_beside_the_others(text: str) -> None:
    before = own_of(text)
    written = with_value(with_value(text, "services.homes.base_leaving", 0.25), "time.years", 5)
    own = own_of(written)
    assert own is not None
    assert before is not None
    assert own.values == {**before.values, "services.homes.base_leaving": 0.25, "time.years": 5}
    assert all(line in written for line in text.splitlines() if line.startswith("#"))


@pytest.mark.parametrize("text", WAYS_TO_WRITE)
def test_a_value_that_is_left_out_is_gone_and_what_was_added_leaves_no_trace(text: str) -> None:
    own = own_of(without(text, PATH))
    assert own is not None
    assert PATH not in own.values
    assert without(with_value(DRAFT, PATH, 36), PATH) == DRAFT


def test_leaving_out_what_is_not_there_changes_nothing() -> None:
    assert without(DRAFT, PATH) == DRAFT


@settings(max_examples=12)
@given(st.permutations([leaf.path for leaf in in_form()][::25]), st.integers(1, 99))
def test_values_set_in_any_order_are_all_there(paths: list[str], value: int) -> None:
    text = DRAFT
    for path in paths:
        text = with_value(text, path, value)
    own = own_of(text)
    assert own is not None
    assert {path: own.values[path] for path in paths} == dict.fromkeys(paths, value)


@pytest.mark.parametrize(
    "text", ["market = 3\n", "[market\n", "a = ]", "[[market]]\ntenders = 1\n"]
)
def test_a_text_that_cannot_take_a_value_is_left_alone_and_says_so(text: str) -> None:
    with pytest.raises(EditError):
        with_value(text, PATH, 36)


def test_what_is_typed_is_read_as_a_value_only_if_it_is_one() -> None:
    assert as_value("0.5") == 0.5
    assert as_value("true") is True
    assert as_value("2013-04-01") == "2013-04-01"
    assert as_value("1\nother = 2") == "1\nother = 2"
    assert as_value("{ a = 1 }") == "{ a = 1 }"


def test_a_problem_is_found_in_the_text() -> None:
    text = "title = 'x'\n\n[market]\ncontract_months = 1\n\n[[events]]\nmonth = 1\n[[events]]\nmonth = -1\n"
    assert line_of(text, "market.contract_months") == 4
    assert line_of(text, "events[2].month") == 9
    assert line_of(text, "market.tenders") == 3
    assert line_of(text, "line 7, column 3") == 7
    assert line_of(text, "staff.pay") is None
    error = ""
    try:
        tomllib.loads("a = 1\nb = [")
    except tomllib.TOMLDecodeError as found:
        error = str(found).rpartition("at ")[2].rstrip(")")
    assert line_of("a = 1\nb = [", error) == 2


def test_every_single_value_of_a_world_has_its_line_in_the_form() -> None:
    shown = [leaf.path for group in groups() for leaf in of_group(group)]
    assert len(shown) == len(set(shown))
    lists = {leaf.path for leaf in leaves(World) if "tuple" in str(leaf.annotation)}
    head = {"name", "title", "description"}
    assert set(shown) == {leaf.path for leaf in leaves(World)} - lists - head
