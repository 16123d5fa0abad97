"""The decision log: each kind of event gives the numbers it promises, and older logs are read."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.model.state.events import EVENTS, NUMBERS
from sim.telling.explain import with_named_numbers

MODEL = Path(sim.__file__).parent / "model"
PLACES = {"other", "council", "service", "lot", "because"}
WRITERS = {"add", "log_tender"}


def written() -> Iterator[tuple[str, set[str]]]:
    """Kind and numbers of every line of source that writes an event by its name."""
    for path in sorted(MODEL.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            for kind in (text for text in texts if text in EVENTS):
                if called in WRITERS:
                    yield str(kind), {str(word.arg) for word in node.keywords} - PLACES


def test_every_line_that_writes_an_event_gives_its_numbers() -> None:
    found = list(written())
    taken = {kind for kind in EVENTS if kind.startswith("takeover")}
    assert {kind for kind, _ in found} == set(EVENTS) - taken
    for kind, numbers in found:
        if not (kind == "wound_up" and not numbers):  # it never traded and had no cash
            assert numbers == set(EVENTS[kind].numbers), kind


def test_every_number_is_given_by_some_kind_and_has_a_meaning() -> None:
    assert {name for one in EVENTS.values() for name in one.numbers} == set(NUMBERS)
    assert all(said.meaning.endswith(".") for said in NUMBERS.values())


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    return sim.run(sim.load("tiny"), seed=1, years=6).events


def test_columns_of_a_run_are_filled_where_their_kind_gives_them(events: pd.DataFrame) -> None:
    assert {"bid", "award", "insourced", "transfer", "takeover"} <= set(events["kind"])
    for kind, rows in events.groupby("kind"):
        given = set(rows[list(NUMBERS)].dropna(axis=1, how="all").columns)
        assert given == set(EVENTS[str(kind)].numbers), kind


def test_the_chance_of_insourcing_follows_from_what_is_logged_beside_it(
    events: pd.DataFrame,
) -> None:
    """Councils of one service that weigh the same have the same odds, less what they weigh."""
    from scipy.special import logit

    market = sim.load("tiny").market
    level = market.insourcing_level / 0.25
    back = events[(events["kind"] == "insourced") & (events["chance"] < 1)]
    weighed = (
        market.insource_price * back["price_over_in_house"]
        - market.insource_quality * back["quality"]
        + back["taste_in_house"]
    )
    base = logit(back["chance"] / level) - weighed
    assert len(back) > 5
    assert (base.groupby(back["service"]).std().fillna(0) < 1e-9).all()


def test_a_log_whose_numbers_have_no_names_is_read_by_kind(events: pd.DataFrame) -> None:
    bids = events[events["kind"].isin(("bid", "transfer"))].reset_index(drop=True)
    old = bids.drop(columns=list(NUMBERS)).assign(value=0.0, number2=0.0, number3=0.0)
    for kind, rows in bids.groupby("kind"):
        names = EVENTS[str(kind)].numbers
        for column, name in zip(("value", "number2", "number3"), names, strict=False):
            old.loc[rows.index, column] = rows[name]
    pd.testing.assert_frame_equal(with_named_numbers(old)[bids.columns], bids)
