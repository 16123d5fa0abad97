"""The public face is exactly what is listed, and importing it loads nothing before it is needed."""

import json
import subprocess
import sys

import sim


def in_a_fresh_process(program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_every_public_name_has_a_home_and_can_be_asked_for_twice() -> None:
    assert sorted([*sim._HOME, *sim._MODULES]) == sorted(sim.__all__)
    assert set(sim.__all__) <= set(dir(sim))
    program = (
        "import json, sim;"
        "twice = [(getattr(sim, name), getattr(sim, name)) for name in sim.__all__];"
        "tables = [len(sim.parameters()), len(sim.parameters())];"
        "print(json.dumps([str(one is two) for one, two in twice] + [str(tables[0] == tables[1])]))"
    )
    assert set(in_a_fresh_process(program)) == {"True"}


def test_importing_the_package_loads_no_library() -> None:
    program = (
        "import json, sys, sim;"
        "libraries = {'pandas', 'numpy', 'mesa', 'pydantic'};"
        "print(json.dumps(sorted(libraries & set(sys.modules))))"
    )
    assert in_a_fresh_process(program) == []


def test_no_module_bears_the_name_of_a_public_function() -> None:
    program = (
        "import json, pkgutil, sim;"
        "print(json.dumps([module.name for module in pkgutil.iter_modules(sim.__path__)]))"
    )
    assert not {"load", "run", "study", "parameters"} & set(in_a_fresh_process(program))
