"""Designs: from words in a file to points, or to every problem at once."""

from pathlib import Path
from typing import Any

import pytest

from sim.errors import ExperimentError
from sim.studies.design.plan import Plan, make_plan
from sim.studies.question.read import parse_experiment
from tests.studies import fakes

HEAD = """
[study]
name = "trial"
title = "A trial"
scenario = "england"
years = 1
replications = 3
"""
UNCERTAIN = """
[uncertainties]
"market.*" = "plausible"
[constants]
"market.kills" = "scenario"
"market.fails" = "scenario"
"""


def plan_of(text: str, file: str = "trial.toml") -> Plan:
    return make_plan(parse_experiment(HEAD + text, file), file, fakes.load)


def problems_of(text: str, file: str = "trial.toml") -> list[str]:
    with pytest.raises(ExperimentError) as raised:
        plan_of(text, file)
    return [f"{one.address}: {one.message}" for one in raised.value.problems]


def values_of(plan: Plan) -> list[dict[str, Any]]:
    assert plan.points is not None
    return [dict(point.values) for point in plan.points.points]


def test_a_latin_hypercube_covers_every_range_evenly() -> None:
    plan = plan_of('[design]\nkind = "latin hypercube"\npoints = 30' + UNCERTAIN)
    values = values_of(plan)
    assert len(values) == 30
    levels = sorted(one["market.level"] for one in values)
    assert all(0.1 + 0.01 * k <= level <= 0.11 + 0.01 * k for k, level in enumerate(levels))
    months = [one["market.months"] for one in values]
    assert all(isinstance(one, int) and 24 <= one <= 120 for one in months)
    assert [cell.setting for cell in plan.cells[:3]] == ["base", "point_01", "point_02"]


def test_points_are_the_same_every_time_and_others_with_another_seed() -> None:
    text = '[design]\nkind = "KIND"\npoints = 8\nseed = SEED' + UNCERTAIN
    for kind in ("latin hypercube", "random", "sobol", "morris"):
        one, two, three = (
            values_of(plan_of(text.replace("KIND", kind).replace("SEED", seed)))
            for seed in ("1", "1", "2")
        )
        assert one == two
        assert one != three


def test_sobol_and_morris_make_blocks() -> None:
    sobol = plan_of('[design]\nkind = "sobol"\npoints = 4' + UNCERTAIN)
    assert sobol.points is not None
    assert len(sobol.points.points) == 4 * (2 + 2)
    assert [point.block for point in sobol.points.points] == [k for k in range(4) for _ in range(4)]
    morris = plan_of('[design]\nkind = "morris"\npoints = 5' + UNCERTAIN)
    assert morris.points is not None
    assert len(morris.points.points) == 5 * (2 + 1)


def test_a_factorial_crosses_levers_and_uncertainties() -> None:
    text = """
[levers]
"market.months" = [36, 120]
[uncertainties]
"market.level" = [0.1, 0.3]
"market.kills" = { values = [false] }
[design]
kind = "factorial"
levels = 3
replications = 2
"""
    plan = plan_of(text)
    assert [arm.name for arm in plan.experiment.arms] == ["months_36", "months_120"]
    assert [one["market.level"] for one in values_of(plan)] == [0.1, 0.2, 0.3]
    # Base with 3 replications, three points with 2, in two arms each.
    assert len(plan.jobs) == 2 * (3 + 3 * 2)
    assert {cell.world.market.months for cell in plan.cells} == {36, 120}


def test_a_plausible_lever_takes_both_ends_and_the_scenarios_own_value() -> None:
    plan = plan_of('[levers]\n"market.level" = "plausible"\n"market.kills" = "plausible"')
    assert {(cell.world.market.level, cell.world.market.kills) for cell in plan.cells} == {
        (level, kills) for level in (0.1, 0.25, 0.4) for kills in (False, True)
    }
    assert "level_0_1__kills_on" in [arm.name for arm in plan.experiment.arms]


def test_drawn_points_have_luck_of_their_own_and_arms_share_it() -> None:
    arms = '[[arms]]\nname = "a"\ntitle = "A"\n[[arms]]\nname = "b"\ntitle = "B"\n'
    plan = plan_of(arms + "[design]\npoints = 3\nreplications = 2" + UNCERTAIN)
    seeds = {
        arm: {(job.setting, job.replication): job.seed for job in plan.jobs if job.arm == arm}
        for arm in ("a", "b")
    }
    assert seeds["a"] == seeds["b"]
    first = [seeds["a"][f"point_{k}", 1] for k in (1, 2, 3)]
    assert len(set(first)) == 3
    shared = plan_of('[design]\npoints = 3\nseeds = "shared"' + UNCERTAIN)
    assert {job.seed for job in shared.jobs if job.setting != "base"} == {1}


def test_points_from_a_table(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(
        "setting,market.months,market.kills\nx,36,false\ny,48,true\n"
    )
    text = '[design]\nkind = "csv"\nfile = "points.csv"'
    plan = plan_of(text, str(tmp_path / "trial.toml"))
    assert values_of(plan) == [
        {"market.months": 36, "market.kills": False},
        {"market.months": 48, "market.kills": True},
    ]


def test_everything_wrong_with_a_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(
        "market.months,market.level,market.lvel\n36,nan,1\n36.5,0.2,1\n900,0.2,1\n48,0.2\n"
        "60,0.3,1\n60,0.3,1\n"
    )
    text = '[design]\nkind = "csv"\nfile = "points.csv"'
    said = problems_of(text, str(tmp_path / "trial.toml"))
    for part in (
        "line 1, column market.lvel: is no parameter",
        'line 2, column market.level: holds "nan", which is no number',
        "line 3, column market.months: holds 36.5, which is no whole number",
        "line 4, column market.months: holds 900, out of bounds",
        "line 5: has 2 cells under 3 headings",
        "line 7: is the same point as line 6",
    ):
        assert part in said
    (tmp_path / "points.csv").write_text("market.months\n")
    assert "0 points" in problems_of(text, str(tmp_path / "trial.toml"))[0]
    assert "there is no such file" in problems_of(text, str(tmp_path / "elsewhere/trial.toml"))[0]


def test_everything_wrong_with_ranges_is_told_at_once() -> None:
    said = problems_of(
        """
[levers]
"market.mnths" = [36, 120]
"market.kills" = [true, true]
[uncertainties]
"market.months" = [120, 36]
"market.level" = [0.1, 1.5]
"market.fails" = [nan, 1]
"title" = ["a", "b"]
"nothing.*" = "plausible"
[constants]
"market.fials" = 1
[design]
points = 0
"""
    )
    for part in (
        'levers "market.mnths": is no parameter',
        'levers "market.kills": lists True twice',
        'uncertainties "market.months": has its bounds reversed: 120 to 36',
        'uncertainties "market.level": holds 1.5, out of bounds',
        'uncertainties "market.fails": holds nan, which is no number',
        'uncertainties "title": is no parameter',
        'uncertainties "nothing.*": fits no parameter',
        'constants "market.fials": is no parameter',
        "design.points: asks for 0 points",
    ):
        assert part in said
    assert len(said) == 9


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[design]\npoints = 0" + UNCERTAIN, "asks for 0 points"),
        ("[design]\npoints = 4", "uncertainties: is missing"),
        (UNCERTAIN, "design: is missing"),
        ('[design]\nkind = "sobol"\npoints = 6' + UNCERTAIN, "lopsided"),
        ('[design]\nkind = "morris"\npoints = 6\nlevels = 5' + UNCERTAIN, "odd"),
        ("[design]\npoints = 4\nfile = 'x.csv'" + UNCERTAIN, "goes with kind csv alone"),
        ("[design]\nkind = 'csv'", "design.file: is missing"),
        ('[levers]\n"market.level" = "likely"', "is no range"),
        ('[levers]\n"market.level" = []', "has no value"),
        ("", "arms: is missing"),
        (
            '[design]\npoints = 40\n[uncertainties]\n"market.fails" = [0, 3]',
            "the same as point",
        ),
        (
            '[levers]\n"market.level" = [0.2, 0.3]\n[design]\npoints = 2\n'
            '[uncertainties]\n"market.level" = "plausible"',
            "is a lever too",
        ),
        (
            '[design]\npoints = 4\n[uncertainties]\n"market.*" = "plausible"\n'
            '[constants]\n"market.*" = "scenario"',
            "is a constant too",
        ),
        (
            '[design]\npoints = 4\n[uncertainties]\n"market.*" = "plausible"\n'
            '[constants]\n"*" = "scenario"',
            "leave nothing to vary",
        ),
        (
            '[[settings]]\nname = "high"\ntitle = "High"\n[design]\npoints = 4' + UNCERTAIN,
            "stand beside a [design]",
        ),
        (
            '[[arms]]\nname = "a"\ntitle = "A"\n[levers]\n"market.level" = [0.2, 0.3]',
            "stand beside [[arms]]",
        ),
        ('[levers]\n"market.level" = [0.2, 0.3]\n[stopping]\nlook_every = 2\ncap = 1', "below"),
    ],
)
def test_a_design_that_makes_no_sense(text: str, told: str) -> None:
    assert any(told in one for one in problems_of(text))


def test_quick_takes_its_own_number_of_points() -> None:
    text = HEAD + "[quick]\npoints = 2\nreplications = 1\n[design]\npoints = 9" + UNCERTAIN
    quick = parse_experiment(text, "trial.toml").in_quick_form()
    assert len(values_of(make_plan(quick, "trial.toml", fakes.load))) == 2


def test_shipped_webb_keeps_its_meaning() -> None:
    from sim.studies.question.read import read_experiment

    plan = make_plan(read_experiment("webb"), "webb.toml")
    assert plan.points is None
    assert plan.experiment.stopping is None
    assert {job.seed for job in plan.jobs if job.replication == 3} == {3}


def test_over_the_space_the_claims_are_those_of_webb_word_for_word() -> None:
    from sim.studies.question.read import read_experiment

    webb, space = read_experiment("webb"), read_experiment("webb_space")
    assert space.hypotheses == webb.hypotheses
    arms = {arm.name: arm for arm in webb.arms}
    for arm in space.arms:
        assert (arm.set, arm.years) == (arms[arm.name].set, arms[arm.name].years)
    assert space.design is not None
    assert space.design.points >= 200
