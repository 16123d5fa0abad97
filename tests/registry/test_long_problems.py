"""What a user's file says is never repeated at full length, wherever in the file it stands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import Problem, ProblemsError
from sim.registry.reading.load import load
from sim.studies.design.plan import cells_of
from sim.studies.question.read import parse_experiment

LONG = "x" * 6000
STUDY = '[study]\nname = "q"\ntitle = "q"\nscenario = "tiny"\nyears = 1\nreplications = 1\n'
ARM = '[[arms]]\nname = "a"\ntitle = "a"\n'
KEYS = {
    "lever": STUDY + f'[levers]\n"{LONG}" = [0.0, 0.5]\n',
    "uncertainty": STUDY + f'[design]\npoints = 2\n[uncertainties]\n"{LONG}" = [0.0, 0.5]\n',
    "constant": STUDY + ARM + f'[constants]\n"{LONG}" = 1\n',
    "arm's setting": STUDY + ARM + f'set = {{ "{LONG}" = 1 }}\n',
    "section": STUDY
    + ARM
    + f'[[settings]]\nname = "base"\ntitle = "x"\nset = {{ "market.{LONG}" = 1 }}\n',
    "table": STUDY + ARM + f"[{LONG}]\nx = 1\n",
    "field": STUDY + ARM + f"[design]\n{LONG} = 1\n",
    "claim": STUDY + ARM + f'[[hypotheses]]\nid = "H"\n{LONG} = 1\n',
}


def refused(asked: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsError) as error:
        asked()
    return error.value.problems


@pytest.mark.parametrize("where", KEYS)
def test_a_long_name_in_an_experiment_is_cut(where: str) -> None:
    text = KEYS[where]
    problems = refused(lambda: cells_of(parse_experiment(text, "q.toml"), "q.toml"))
    assert any("xxx" in str(one) for one in problems)
    assert max(len(str(one)) for one in problems) < 1500


@pytest.mark.parametrize(
    "text", [f"[{LONG}]\nx = 1\n", f"[market]\n{LONG} = 1\n", f'"{LONG}" = 1\n']
)
def test_a_long_name_in_a_scenario_is_cut(tmp_path: Path, text: str) -> None:
    path = tmp_path / "w.toml"
    path.write_text('extends = "tiny"\n' + text if text[0] == '"' else text)
    problems = refused(lambda: load(path))
    assert any("xxx" in str(one) for one in problems)
    assert max(len(str(one)) for one in problems) < 1500
