"""Reading experiments: what the shipped one says, and every mistake at once with its remedy."""

from pathlib import Path

import pytest

from sim.errors import ExperimentError
from sim.registry.shipped import shipped_folder, shipped_names
from sim.registry.table import parameter_list
from sim.studies.design.plan import make_plan, run_id
from sim.studies.question.experiment import Experiment
from sim.studies.question.naming import nearest
from sim.studies.question.read import parse_experiment, read_experiment
from tests.studies import fakes

GOOD = fakes.EXPERIMENT


def problems(text: str, outcomes: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(ExperimentError) as caught:
        parse_experiment(text, "trial.toml", outcomes)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("years = 2", "yaers = 2", "study.yaers: is not known here; did you mean years?"),
        ("years = 2", "", "study.years: is missing; write it in"),
        ("replications = 4", "replications = 0", "study.replications: is 0"),
        ("replications = 4", "replications = 1.5", "study.replications: is 1.5"),
        ('name = "long"', 'name = "base"', "arms[2]: base is named twice"),
        ('arms = ["base"]', 'arms = ["bas"]', "bas is not an arm; did you mean base?"),
        ('"long minus base"', '"long over base"', "is no comparison"),
        ('"long minus base"', '"base minus lang"', "names other arms than `arms`"),
        ('arms = ["long", "base"]', 'arms = ["lang", "base"]', "did you mean long?"),
        ('"at least"', '"more than"', "hypotheses[1].direction"),
        ("threshold = 0.05", "threshold = nan", "hypotheses[1].threshold"),
        ("threshold = 0.05", "threshold = [0.05, 0.1]", "has 2 values for 1 outcome"),
        ("smallest_effect = 0.02", "smallest_effect = -1", "hypotheses[1].smallest_effect"),
        ('outcome = "stay"', 'outcome = "stya"', "stya is not an outcome; did you mean stay?"),
        ("threshold = 0.05", 'threshold = 0.05\ncombine = "most"', '"most" is unknown'),
        (
            "threshold = 0.05",
            'threshold = 0.05\ncombine = "at least 2 (Holm)"',
            "asks for 2 of 1 parts",
        ),
        ("threshold = 0.05", 'threshold = 0.05\ndivided_by = "stay"', "goes with a ratio"),
        ("[quick]", "[quik]", "quik: is not known here; did you mean quick?"),
    ],
)
def test_each_mistake_is_told_with_its_place(old: str, new: str, said: str) -> None:
    assert old in GOOD
    told = problems(GOOD.replace(old, new, 1), ("stay", "rise.homes"))
    assert any(said in problem for problem in told), told
    assert all(problem.startswith("trial.toml") for problem in told)


def test_all_mistakes_are_told_at_once() -> None:
    text = GOOD.replace("years = 2", "yaers = 2").replace("threshold = 0.05", 'threshold = "x"')
    assert len(problems(text)) >= 3


def test_what_is_not_toml_is_told_with_its_line() -> None:
    assert "line 2" in problems("[study]\nname = \n")[0]


def test_a_design_without_arms_is_refused() -> None:
    text = 'arms = []\n[study]\nname = "x"\ntitle = "X"\nscenario = "tiny"\n'
    told = problems(text + "years = 1\nreplications = 1\n")
    assert any("arms" in problem for problem in told)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(ExperimentError, match="no such file"):
        read_experiment("nowhere/nothing.toml")
    with pytest.raises(ExperimentError, match="did you mean webb"):
        read_experiment("web")


def test_a_service_outcome_is_known_by_its_name() -> None:
    text = GOOD.replace('outcome = "stay"', 'outcome = "rise.homes"')
    assert parse_experiment(text, "trial.toml", ("rise.<service>", "stay"))


def test_an_unknown_parameter_is_told_in_the_experiments_words() -> None:
    text = GOOD.replace("market.months", "market.mnths").replace("market.level", "markt.level")
    experiment = parse_experiment(text, "trial.toml")
    with pytest.raises(ExperimentError) as caught:
        make_plan(experiment, "trial.toml", fakes.load)
    told = [str(problem) for problem in caught.value.problems]
    assert told[0].startswith('trial.toml  set "market.mnths": is not a parameter')
    assert len(told) == 2


def plan_of(text: str) -> list[tuple[str, str, int]]:
    plan = make_plan(parse_experiment(text, "trial.toml"), "trial.toml", fakes.load)
    return [(cell.setting, cell.arm, cell.replications) for cell in plan.cells]


def test_replications_may_be_given_arm_by_arm() -> None:
    text = GOOD.replace(
        'replications = 2\narms = ["base"]', "replications = { base = 3, long = 1 }"
    )
    assert plan_of(text) == [
        ("base", "base", 4),
        ("base", "long", 4),
        ("high", "base", 3),
        ("high", "long", 1),
    ]


def test_an_arm_is_set_on_top_of_its_setting() -> None:
    text = GOOD.replace('"market.months" = 120', '"market.level" = 0.1')
    text = text.replace('arms = ["base"]', 'arms = ["long"]')
    plan = make_plan(parse_experiment(text, "trial.toml"), "trial.toml", fakes.load)
    assert plan.cells[-1].world.market.level == 0.1


def test_equal_inputs_have_equal_ids_and_others_differ() -> None:
    ids = {
        run_id("a", 1, 15, "1"),
        run_id("a", 2, 15, "1"),
        run_id("a", 1, 20, "1"),
        run_id("b", 1, 15, "1"),
        run_id("a", 1, 15, "2"),
    }
    assert len(ids) == 5
    assert run_id("a", 1, 15, "1") in ids


def test_nearest_lists_what_is_known_when_nothing_is_near() -> None:
    assert nearest("zzz", ["one", "two"]) == "known: one, two"
    assert nearest("x", []) == "known: none"


# ---------------------------------------------------------------- the shipped experiments


@pytest.mark.parametrize("name", shipped_names("experiments"))
def test_every_shipped_experiment_reads(name: str) -> None:
    assert isinstance(read_experiment(name), Experiment)


def test_the_main_study_asks_what_was_fixed_before_any_run() -> None:
    webb = read_experiment("webb")
    asked = {
        claim.id: (claim.comparison, claim.direction, claim.threshold, claim.smallest_effect)
        for claim in webb.hypotheses
    }
    assert asked == {
        "H1a": ("level", "at most", 0.5, 0.05),
        "H1a_short": ("level", "at most", 0.5, 0.05),
        "H1b": ("terms_10 minus terms_3", "at least", 2, 0.5),
        "H1c": ("base minus twin", "at most", -0.05, 0.02),
        "H2a": ("ratio", "at least", 0.5, 0.1),
        "H2b": ("level", "at least", 0.15, 0.03),
        "H2c": ("level", "at least", 0.5, 0.05),
        "H3a": ("level", "at least", 0.1, 0.03),
        "H3b": ("level", ("at least", "at most"), (0.6, 10), None),
        "H3b_two": ("level", ("at least", "at most"), (0.6, 10), None),
        "H5": ("unfair_on minus unfair_off", "at least", 0.01, 0.003),
    }
    assert all(claim.confidence == 0.95 for claim in webb.hypotheses)


def test_the_main_studys_hypotheses_are_asked_at_three_levels_of_insourcing() -> None:
    webb = read_experiment("webb")
    levels = [setting.set["market.insourcing_level"] for setting in webb.settings]
    assert levels == [0.25, 0.1, 0.4]
    for setting in webb.settings:
        arms = set(webb.arms_of(setting))
        assert all(set(claim.arms) <= arms for claim in webb.hypotheses)


def test_the_main_study_sets_only_what_exists() -> None:
    known = {parameter.path for parameter in parameter_list()}
    webb = read_experiment("webb")
    set_somewhere = [*(arm.set for arm in webb.arms), *(setting.set for setting in webb.settings)]
    assert {path for values in set_somewhere for path in values} <= known


def test_shipped_experiments_lie_where_they_are_looked_for() -> None:
    assert (Path(shipped_folder("experiments")) / "webb.toml").is_file()
