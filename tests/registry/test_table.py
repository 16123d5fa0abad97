"""The parameter table, the schema behind it, and the evidence it names."""

import csv
import io

import pytest

from sim.registry import evidence as evidence_module
from sim.registry.evidence import KEY, STATUSES, evidence, evidence_page, source_problems
from sim.registry.fields import Section, number
from sim.registry.reading.checks import schema_problems
from sim.registry.table import Parameter, parameter_list, parameters, parameters_csv
from sim.registry.world import World
from tests.places import ROOT
from tests.registry.worlds import SmallWorld


class Wrong(Section):
    """A section whose schema contradicts itself."""

    outside: float = number(5, (1, 2), "share", "Default above its plausible range.")
    beyond: float = number(1, (0, 3), "share", "Plausible beyond the bounds.", within=(0, 2))
    mute: float = number(1, (0, 3), "share", "")
    measured: float = number(1, (0, 3), "share", "Measured by nobody.", basis="measured")
    unread: float = number(1, (0, 3), "share", "x", basis="measured", source="E118")
    unknown: float = number(1, (0, 3), "share", "x", source="E9999")


def test_the_table_has_a_row_for_each_assumption_and_none_for_facts() -> None:
    table = parameters(SmallWorld)
    rows = table.set_index("path")
    assert len(table) == 10
    assert "title" not in rows.index
    assert "mutuals" not in rows.index
    assert rows.loc["services.homes.pay", "default"] == 26000
    assert rows.loc["market.bid_cost", "unit"] == "GBP"
    assert rows.loc["mechanisms.surplus", "type"] == "name"


def test_the_csv_holds_the_same_rows() -> None:
    rows = list(csv.DictReader(io.StringIO(parameters_csv(SmallWorld))))
    assert [row["path"] for row in rows] == [row.path for row in parameter_list(SmallWorld)]
    assert rows[0]["default"] == "60"
    assert rows[-2]["default"] == "true"
    assert rows[-1]["low"] == ""


@pytest.mark.parametrize("kind", [World, SmallWorld])
def test_the_schema_does_not_contradict_itself(kind: type[Section]) -> None:
    assert [str(problem) for problem in schema_problems(kind)] == []


def test_a_schema_that_contradicts_itself_is_found() -> None:
    assert {problem.address for problem in schema_problems(Wrong)} == {"outside", "beyond", "mute"}


def test_every_source_of_the_shipped_world_is_in_the_evidence() -> None:
    assert [str(problem) for problem in source_problems()] == []


def test_a_source_that_is_missing_or_unread_is_found() -> None:
    found = [problem.address for problem in source_problems(parameter_list(Wrong))]
    assert found == ["measured", "unread", "unknown"]


def test_every_row_of_evidence_is_whole() -> None:
    assert len(evidence()) == 132
    for row in evidence().values():
        assert KEY.fullmatch(row.id)
        assert row.topic
        assert row.value
        assert row.source
        assert row.status in STATUSES
        assert not row.url or row.url.startswith(("http://", "https://"))


def test_the_page_of_evidence_is_in_step_with_the_table() -> None:
    page = ROOT / "docs" / "evidence.md"
    assert page.read_text(encoding="utf-8") == evidence_page()
    assert evidence_module.TABLE.is_file()


def test_the_columns_promised_to_users_are_there() -> None:
    promised = {"path", "unit", "default", "low", "high", "basis", "source", "meaning"}
    assert promised <= set(parameters().columns)
    assert all(isinstance(row, Parameter) for row in parameter_list())
