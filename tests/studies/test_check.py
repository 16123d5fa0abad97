"""`mutuals check`: everything wrong with an experiment at once, and the plan of a sound one."""

from pathlib import Path

import pytest

from sim.studies.catalogue import check_text, looked_at

HEAD = '[study]\nname = "q"\ntitle = "Q"\nscenario = "tiny"\nyears = 2\nreplications = 3\n'
CLAIM = (
    '[[hypotheses]]\nid = "H"\nstatement = "s"\noutcome = "mean_share_group"\ndirection = "at least"\n'
    "threshold = 0\n"
)


def arm(name: str, set_: str = "") -> str:
    return f'[[arms]]\nname = "{name}"\ntitle = "{name}"\nset = {{{set_}}}\n'


def told(text: str) -> list[str]:
    return [str(problem) for problem in check_text(HEAD + text, Path("q.toml"))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (arm("a") + arm("b"), "b has the same settings as a"),
        (
            arm("a", '"policy.reserved" = 0.5') + arm("b", '"policy.reserved" = 0.5'),
            "b has the same settings as a",
        ),
        (arm("a") + arm("b", '"title" = "Other"'), "differs from a in nothing that a run reads"),
        (arm("a") + arm("b", '"time.years" = 9'), "differs from a in nothing that a run reads"),
        (arm("a") + arm("A", '"policy.reserved" = 0.5'), "A differs from a in capitals alone"),
        (arm("x" * 101), "write at most 100 letters"),
        (
            arm("a", '"policy.reserved" = 0.5')
            + '[design]\npoints = 2\n[uncertainties]\n"policy.reserved" = [0.1, 0.2]\n',
            "is set by an arm too",
        ),
        (
            '[levers]\n"policy.reserved" = [0.0, 0.5]\n[uncertainties]\n"policy.reserved" = [0.1, 0.2]\n[design]\npoints = 2\n',
            "is a lever too",
        ),
        (
            '[levers]\n"policy.reserved" = [0.0, 0.5]\n' + CLAIM + 'arms = ["reserved_0.5"]\n',
            "did you mean reserved_0_5? the arms are: reserved_0, reserved_0_5",
        ),
        (
            '[levers]\n"policy.reserved" = [0.0, 0.5]\n'
            + CLAIM
            + 'arms = ["reserved_0_5", "reserved_0"]\ncomparison = "reserved_0.5 minus reserved_0"\n',
            "comparison: reserved_0.5 is not an arm; did you mean reserved_0_5?",
        ),
        (
            arm("a").replace("title = ", "replications = true\ntitle = "),
            "is true, but a whole number is expected",
        ),
        (
            arm("a").replace("title = ", 'replications = "4"\ntitle = '),
            'is the text "4", but a whole number',
        ),
    ],
)
def test_each_of_the_kinds_is_told(text: str, words: str) -> None:
    said = told(text)
    assert any(words in one for one in said), said


def test_no_problem_hides_another() -> None:
    said = told(
        arm("a").replace('title = "a"', "title = 3")
        + arm("b", '"market.contract_mnths" = 3')
        + CLAIM.replace("mean_share_group", "mean_share_grop").replace(
            "threshold = 0", 'threshold = "0,5"'
        )
        + "[quick]\nxpoints = 3\n"
    )
    for words in (
        "arms[1].title",
        "contract_mnths",
        "mean_share_grop",
        "write 0.5",
        "quick.xpoints",
    ):
        assert any(words in one for one in said), (words, said)


def test_whole_numbers_with_a_point_are_read_in_an_experiment() -> None:
    head = HEAD.replace("years = 2", "years = 2.0").replace(
        "replications = 3", "replications = 3.0"
    )
    assert check_text(head + arm("a"), Path("q.toml")) == []


def test_a_sound_experiment_is_told_as_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "q.toml"
    path.write_text(
        HEAD + '[levers]\n"policy.reserved" = [0.0, 0.5]\n[uncertainties]\n'
        '"market.insourcing_level" = [0.1, 0.4]\n[design]\npoints = 4\nreplications = 2\n'
    )
    problems, plan = looked_at(str(path))
    assert problems == []
    text = "\n".join(plan)
    assert "arms: 2 (reserved_0, reserved_0_5)" in text
    assert "points: 4 (latin hypercube)" in text
    assert "replications: 2 to 3 of each; runs: 22" in text
    assert "on one processor and 1 MB" in text
