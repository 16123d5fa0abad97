from pathlib import Path

import pandas as pd
import pytest

import sim.report
from tests.report.synthetic import SETTINGS, Shape, write_study

SMALL = Shape(replications=3)


@pytest.fixture(scope="session")
def councils() -> pd.DataFrame:
    return pd.read_csv(Path(__file__).with_name("councils.csv"))


@pytest.fixture(scope="session")
def study_folder(tmp_path_factory: pytest.TempPathFactory, councils: pd.DataFrame) -> Path:
    folder = write_study(tmp_path_factory.mktemp("study") / "webb", councils, SMALL)
    sim.report.build(folder)
    return folder


@pytest.fixture(scope="session")
def page(study_folder: Path) -> str:
    return (study_folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture
def one_run(tmp_path: Path, councils: pd.DataFrame) -> Path:
    shape = Shape(arms=("base",), settings=SETTINGS[:1], replications=1)
    return write_study(tmp_path / "run", councils, shape)
