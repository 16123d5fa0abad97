"""The field in which another luck is chosen."""

from dataclasses import replace

from sim.dashboard.frame.controls import field
from sim.dashboard.frame.links import whole_number
from sim.dashboard.play.live_view import LiveView
from sim.errors import MutualsError
from sim.telling.words import capital


def seed_field(label: str, live_view: LiveView) -> None:
    """Where the luck is chosen: another seed opens the worlds anew."""

    async def change(text: str) -> None:
        try:
            seed = whole_number("seed", text)
        except MutualsError as error:
            live_view.tell(f"{capital(str(error))}.")
            return
        await live_view.open(replace(live_view.shown, seed=seed, month=0))

    field(label, str(live_view.shown.seed), change, kind="number", min=0)
