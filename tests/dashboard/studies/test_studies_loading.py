"""No page reads a user's file on the thread that answers everybody."""

import pytest

from tests.dashboard.conftest import Server
from tests.dashboard.serving import WAITING

pytestmark = pytest.mark.long
PAGES = (
    "/", "/compare", "/studies", "/scenarios", "/scenarios?open=tiny", "/help", "/levers",
    "/studies?folder=results:nowhere", "/studies?folder=results:begun",
    *(f"/studies?folder=results:{name}&view={view}" for name in ("webb", "one")
      for view in ("verdicts", "figures", "runs", "tables", "files")),
    "/studies?folder=results:webb&view=tables&table=events&from=50",
    "/files/report?folder=results:webb", "/files/table?folder=results:one&name=runs&form=csv",
    "/files/figures?folder=results:webb", "/files/verdicts?folder=results:webb",
)  # fmt: skip


def test_others_are_answered_while_a_page_reads_files(server: Server) -> None:
    before = len(server.log.read_text())
    for path in PAGES:
        server.ask(path)
    told = server.log.read_text()[before:].splitlines()
    assert {line for line in told if line.startswith(WAITING)} == set()
