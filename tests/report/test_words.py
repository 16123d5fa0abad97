import pytest

from sim.report.claims import outcome_words, unit_of
from sim.report.drawing.markup import element
from sim.telling.words import count, inside, level, listed, number, span


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.4136, "share", "41%"),
        (0.034, "share", "3.4%"),
        (-0.052, "points", "−5.2 points"),
        (3.0, "years", "3.0 years"),
        (12.0, "", "12"),
        (0.62, "", "0.62"),
        (1234.5, "providers", "1,234 providers"),
        (float("nan"), "share", "not known"),
        (None, "share", "not known"),
    ],
)
def test_numbers_are_said_with_their_unit_in_few_digits(
    value: float | None, unit: str, said: str
) -> None:
    assert number(value, unit) == said


def test_thresholds_and_intervals_are_said_briefly() -> None:
    assert level(0.05, "points") == "5 points"
    assert level(0.01, "points") == "1 point"
    assert level(2.0, "years") == "2 years"
    assert span(0.31, 0.38, "share") == "31% to 38%"
    assert span(0.4, 1.2, "years") == "0.4 to 1.2 years"
    assert span(None, 1.2, "years") == "no interval"


def test_sentences_read_as_written_by_hand() -> None:
    assert count(1, "run") == "one run"
    assert count(240, "run") == "240 runs"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert inside("Worst case") == "worst case"
    assert inside("Webb’s concern") == "Webb’s concern"


def test_outcomes_are_named_in_words_and_units() -> None:
    assert (
        outcome_words("top4_end.homes")
        == "Children’s homes: four largest providers’ share at the end"
    )
    assert unit_of("independence_10y", "level") == "share"
    assert unit_of("independence_10y", "base minus twin") == "points"
    assert unit_of("restricted_mean_years_14", "terms_10 minus terms_3") == "years"
    assert unit_of("top4_rise_beyond_drift.homes", "level") == "points"
    assert unit_of("taken_over_10y", "ratio") == ""


def test_elements_escape_text_and_attributes() -> None:
    made = element("p", "<script>", title='"><script>')
    assert str(made) == '<p title="&#34;&gt;&lt;script&gt;">&lt;script&gt;</p>'
