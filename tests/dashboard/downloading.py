"""Files of a result as the browser has them: by their addresses, from a server in this process."""

import asyncio
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from nicegui import app

from sim.dashboard.frame.folders import RESULTS, Folders, Shelf
from sim.dashboard.studies.downloads import address, hang
from sim.errors import ResultError

NONE_SUCH = "There is no such"
NO_VERDICTS = "There are no verdicts"


class NoneSuchError(Exception):
    """The result holds no file of that name, and never did."""


@cache
def _serving(root: Path) -> FastAPI:
    """A server that knows the downloads of one folder of results and nothing else."""
    elsewhere = Shelf("none", root / "none")
    before = list(app.router.routes)
    hang(Folders((Shelf(RESULTS, root),), elsewhere, elsewhere))
    server = FastAPI()
    server.router.routes.extend(one for one in app.router.routes if one not in before)
    app.router.routes[:] = before
    return server


async def _answer(root: Path, where: str) -> Response:
    transport = ASGITransport(app=_serving(root))
    async with AsyncClient(transport=transport, base_url="http://here") as client:
        return await client.get(where)


def had(folder: Path, what: str, **asked: Any) -> bytes:
    """A file of a result. Raises ResultError with the words with which it is refused."""
    where = address(what, folder=f"{RESULTS}:{folder.name}", **asked)
    answer = asyncio.run(_answer(folder.parent, where))
    if answer.status_code == 200:
        return answer.content
    if answer.text.startswith((NONE_SUCH, NO_VERDICTS)):
        raise NoneSuchError(answer.text)
    raise ResultError(answer.text)
