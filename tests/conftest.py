"""What every test of the model needs: the small world, and the command that renews the baseline."""

import pytest
from hypothesis import settings

from tests.small import Small, small_world

# The same examples every time, and no clock: a slow machine is no failure.
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-baseline",
        action="store_true",
        help="write the golden outcomes anew and print what changed, in policy words",
    )


@pytest.fixture(scope="session")
def small() -> Small:
    """The small world: call it with overrides by dotted path."""
    return small_world
