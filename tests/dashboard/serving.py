"""A dashboard to test, as a program: it also knows worlds that no one ships.

One has a mutual whose name is markup, and `plant` says what it is called; worlds with seed 666 break in their third month.
It says on its error stream which of the user's files were read while nobody else could be answered.
"""

import asyncio
import sys
from pathlib import Path

from sim.dashboard.frame import links
from sim.dashboard.play.playing import WatchedRun
from sim.dashboard.play.snapshot import Snapshot
from sim.dashboard.server.app import serve
from sim.registry.reading.load import load, vary

MARKUP = "<script>window.planted = 1</script><img src=x onerror='window.planted = 2'>"
PLANTED = "Epic"
"""The mutual that is given markup for a name."""
LOOKS = ("open", "os.listdir", "os.scandir", "sqlite3.connect")
WAITING = "others had to wait:"
BROKEN_SEED = 666
BROKEN_MONTH = 3


def plant() -> str:
    """Offer a world with markup where names and titles stand; returns its name in links."""
    tiny = load("tiny")
    mutuals = [
        {**one.model_dump(), **({"name": MARKUP} if one.name == PLANTED else {})}
        for one in tiny.mutuals
    ]
    world = vary(tiny, {"mutuals": mutuals, "title": MARKUP}, set_by="a test")
    return links.offer(world)


def break_some_worlds() -> None:
    """Let worlds of one seed fail in the midst of a run."""
    step = WatchedRun.step

    def breaking(run: WatchedRun) -> Snapshot:
        if run.seed == BROKEN_SEED and run.latest.month == BROKEN_MONTH:
            raise RuntimeError("broken on purpose")
        return step(run)

    setattr(WatchedRun, "step", breaking)  # noqa: B010 (a type checker would not have it)


def tell_what_keeps_others_waiting(folder: Path) -> None:
    """Say of every look into a folder that it was made on the thread that answers everybody."""

    def heard(event: str, given: tuple[object, ...]) -> None:
        if event not in LOOKS or not given or not str(given[0]).startswith(str(folder)):
            return
        try:
            asyncio.get_running_loop()
        except RuntimeError:  # a thread of its own
            return
        sys.stderr.write(f"{WAITING} {event} {given[0]}\n")

    sys.addaudithook(heard)


if __name__ == "__main__":
    tell_what_keeps_others_waiting(Path(sys.argv[2]).resolve().parent)
    plant()
    break_some_worlds()
    serve(Path(sys.argv[2]), int(sys.argv[1]), open_browser=False)
