"""The field in which another luck is chosen."""

from dataclasses import replace

from sim.dashboard.frame.controls import field
from sim.dashboard.frame.links import whole_number
from sim.dashboard.play.theatre import Theatre
from sim.errors import MutualsError
from sim.telling.words import capital


def seed_field(label: str, theatre: Theatre) -> None:
    """Where the luck is chosen: another seed opens the worlds anew."""

    async def change(text: str) -> None:
        try:
            seed = whole_number("seed", text)
        except MutualsError as error:
            theatre.tell(f"{capital(str(error))}.")
            return
        await theatre.open(replace(theatre.shown, seed=seed, month=0))

    field(label, str(theatre.shown.seed), change, kind="number", min=0)
