"""A forecast makes a few runs, keeps them, and says what the rest will take and tell."""

from pathlib import Path
from typing import Any

import pytest

from sim.cli.foretold import in_words
from sim.studies.forecast import Forecast
from sim.studies.study import Parts, forecast, load_study, study
from tests.studies import fakes
from tests.studies.judging.test_looks import PARTS as LUCKY
from tests.studies.judging.test_looks import TEXT as STOPPING
from tests.studies.judging.test_space import TEXT as SPACE

PARTS = Parts(one_run=fakes.one_run, load=fakes.load, catalogue=fakes.CATALOGUE)


def test_it_makes_a_pilot_and_no_more(tmp_path: Path) -> None:
    text = fakes.EXPERIMENT.replace("replications = 4", "replications = 40")
    file = fakes.write_experiment(tmp_path, text)
    told = forecast(file, tmp_path / "out", workers=1, parts=PARTS)
    assert told.runs == 82
    assert told.runs_stored == told.pilot_runs == 8
    assert len(load_study(tmp_path / "out").runs) == 8
    assert told.minutes > 0
    assert told.megabytes > 0
    (expected,) = told.expected
    assert (expected.id, expected.runs) == ("H1", 40)

    done = study(file, tmp_path / "out", workers=1, parts=PARTS)
    assert len(done.runs) == 82
    assert done.manifest["sessions"][0]["runs_made"] == 74


def test_the_width_it_expects_is_about_the_width_there_comes_to_be(tmp_path: Path) -> None:
    text = STOPPING.replace("[stopping]\nlook_every = 8\ncap = 48\n", "").replace("= 8\n", "= 40\n")
    file = fakes.write_experiment(tmp_path, text)
    told = {one.id: one for one in forecast(file, tmp_path / "out", 1, parts=LUCKY).expected}
    verdict: Any
    for verdict in study(file, tmp_path / "out", workers=1, parts=LUCKY).verdicts:
        width = verdict["high"] - verdict["low"]
        expected = told[verdict["id"]]
        assert expected.width == pytest.approx(width, rel=0.6)
        assert width < expected.width_if_unlucky
        assert expected.width / 2 < expected.detectable < expected.width


def test_it_leaves_stored_runs_where_they_are(tmp_path: Path) -> None:
    file = fakes.write_experiment(tmp_path)
    study(file, tmp_path / "out", workers=1, parts=PARTS)
    told = forecast(file, tmp_path / "out", workers=1, parts=PARTS)
    assert told.runs_stored == told.runs == 10
    assert told.minutes == 0
    assert not (tmp_path / "out/superseded").exists()


def test_with_a_stopping_rule_it_tells_the_least_and_the_most(tmp_path: Path) -> None:
    text = STOPPING.replace("replications = 8", "replications = 24")
    told = forecast(fakes.write_experiment(tmp_path, text), tmp_path / "out", 1, parts=LUCKY)
    assert (told.runs, told.most_runs, told.pilot_runs) == (96, 192, 9)
    assert told.most_minutes > told.minutes
    assert {one.runs for one in told.expected} == {48}


def test_over_a_space_it_tells_how_well_a_share_will_be_known(tmp_path: Path) -> None:
    told = forecast(fakes.write_experiment(tmp_path, SPACE), tmp_path / "out", 1, parts=PARTS)
    space = next(one for one in told.expected if one.setting == "space")
    assert space.runs == 100
    assert 0.1 < space.width < space.width_if_unlucky < 0.3


def ahead(tmp_path: Path, text: str, parts: Parts = PARTS) -> Forecast:
    return forecast(fakes.write_experiment(tmp_path, text), tmp_path / "out", 1, parts=parts)


@pytest.mark.parametrize("replications", [1, 5, 19, 20, 21, 40, 100])
def test_a_pilot_is_at_most_a_tenth_of_the_study(tmp_path: Path, replications: int) -> None:
    text = fakes.EXPERIMENT.replace("replications = 4", f"replications = {replications}")
    told = ahead(tmp_path, text)
    assert told.runs_stored == told.pilot_runs <= told.runs / 10
    assert (told.pilot_runs == 0) is (told.runs < 40)


def test_of_a_study_too_small_for_a_pilot_it_says_so_and_makes_nothing(tmp_path: Path) -> None:
    told = ahead(tmp_path, fakes.EXPERIMENT)
    assert (told.pilot_runs, told.runs_stored, told.expected) == (0, 0, ())
    assert any("may as well be run" in line for line in in_words(told))


def test_the_pilot_is_of_the_arms_that_are_asked_about(tmp_path: Path) -> None:
    text = STOPPING.replace("[stopping]\nlook_every = 8\ncap = 48\n", "").replace("= 8\n", "= 16\n")
    told = ahead(tmp_path, text, LUCKY)  # 64 runs, and so a pilot of six
    runs = load_study(tmp_path / "out").runs
    assert (told.runs, told.pilot_runs) == (64, 6)
    assert set(runs["arm"]) == {"long", "base", "middling"}
    assert told.not_in_pilot == ()


def test_what_a_tenth_does_not_reach_is_told(tmp_path: Path) -> None:
    text = STOPPING.replace("[stopping]\nlook_every = 8\ncap = 48\n", "").replace("= 8\n", "= 10\n")
    told = ahead(tmp_path, text, LUCKY)  # 40 runs, four in the pilot: two arms twice
    assert (told.pilot_runs, told.not_in_pilot) == (4, ("middling",))
    assert any("Not in the pilot" in line and "middling" in line for line in in_words(told))


WIDTHS = STOPPING.replace("[stopping]\nlook_every = 8\ncap = 48\n", "").replace("= 8\n", "= 60\n")


@pytest.mark.parametrize("effect", [0.01, 0.03, 0.1])
def test_so_many_replications_as_it_says_make_the_interval_as_narrow_as_asked(
    tmp_path: Path, effect: float
) -> None:
    """Half the width is the smallest effect; one replication fewer would not do."""
    from sim.statistics.intervals import FIXED

    text = WIDTHS.replace("threshold = 0.1\n", f"threshold = 0.1\nsmallest_effect = {effect}\n")
    one = next(one for one in ahead(tmp_path, text, LUCKY).expected if one.id == "clear")
    assert one.width_asked == 2 * effect
    assert one.needed is not None
    assert one.needed_if_unlucky is not None
    spread = one.width / 2 / FIXED.reach(0.95, one.runs) * one.runs**0.5

    def half(runs: int) -> float:
        return FIXED.reach(0.95, runs) * spread / runs**0.5

    assert half(one.needed) <= effect
    assert one.needed == 2 or half(one.needed - 1) > effect
    assert one.needed_if_unlucky > one.needed
    assert (one.needed <= one.runs) is (one.width <= one.width_asked)


def test_its_words_say_which_questions_have_too_few_replications(tmp_path: Path) -> None:
    text = WIDTHS.replace("threshold = 0.1\n", "threshold = 0.1\nsmallest_effect = 0.001\n")
    said = "\n".join(in_words(ahead(tmp_path, text, LUCKY)))
    assert "clear (stay): 60 replications are too few for a width of 0.002; it takes about" in said
    assert "No width asked, for want of a smallest_effect: close." in said
    stopping = text.replace(
        "[[arms]]", "[stopping]\nlook_every = 8\ncap = 61\ninterval_at_most = 5.0\n\n[[arms]]", 1
    )
    (tmp_path / "b").mkdir()
    said = "\n".join(in_words(ahead(tmp_path / "b", stopping, LUCKY)))
    assert "Replications enough for the width asked: clear, close." in said


def test_a_study_without_hypotheses_is_forecast_by_arm_and_by_difference(tmp_path: Path) -> None:
    text = WIDTHS[: WIDTHS.index("[[hypotheses]]")] + '[outcomes]\nof_interest = ["stay"]\n'
    told = ahead(tmp_path, text, LUCKY)
    assert [one.id for one in told.expected] == [
        *("base", "long", "middling", "aside"),
        *("long minus base", "middling minus base", "aside minus base"),
    ]
    assert told.runs_stored <= told.runs / 10
    runs = study(tmp_path / "trial.toml", tmp_path / "out", 1, parts=LUCKY).runs
    by_arm = runs.pivot_table(index="replication", columns="arm", values="stay")
    by_arm["long minus base"] = by_arm["long"] - by_arm["base"]
    for one in told.expected[:5]:
        spread = by_arm[one.id].std()
        assert one.width == pytest.approx(2 * 2.0 * spread / 60**0.5, rel=0.6)
        assert by_arm[one.id].mean() == pytest.approx(one.estimate, abs=4 * spread / 4**0.5)
    said = "\n".join(in_words(told))
    assert "Four times the replications halve a width." in said


def test_over_a_sample_of_points_the_points_are_the_draws(tmp_path: Path) -> None:
    text = SPACE[: SPACE.index("[[hypotheses]]")] + '[outcomes]\nof_interest = ["stay"]\n'
    told = ahead(tmp_path, text)
    assert {(one.setting, one.runs) for one in told.expected} == {("space", 100)}
    stored = load_study(tmp_path / "out").runs
    assert stored["setting"].nunique() >= 8
    runs = study(tmp_path / "trial.toml", tmp_path / "out", 1, parts=PARTS).runs
    points = runs[(runs["setting"] != "base") & (runs["arm"] == "base")].groupby("setting")["stay"]
    spread = points.mean().std()
    base = told.expected[0]
    assert base.width == pytest.approx(2 * 1.98 * spread / 100**0.5, rel=0.6)
