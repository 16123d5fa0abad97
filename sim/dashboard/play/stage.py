"""The maps, the charts and the feed as parts of a page, drawn in the browser."""

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from sim.dashboard.play.pictures import charts_for_page, places_for_page
from sim.registry.words import KIND_TITLES
from sim.registry.world import World


class Stage(ui.element, component="stage.js"):
    """Maps and charts of one world, or of two side by side."""

    def __init__(self, sides: Sequence[str], world: World, months: int) -> None:
        super().__init__()
        self.props["sides"] = list(sides)
        self.props["places"] = places_for_page(world)
        self.props["charts"] = charts_for_page()
        self.props["kinds"] = list(KIND_TITLES.values())
        self.props["start"] = [world.time.start_year, world.time.start_month]
        self.props["months"] = months

    def draw(self, frame: dict[str, Any]) -> None:
        """Draw a frame; the page answers with the event `drawn`."""
        self.run_method("draw", frame)


class Feed(ui.element, component="feed.js"):
    """What happened, newest first."""

    def tell(self, lines: list[dict[str, Any]]) -> None:
        """Show these lines and no others."""
        self.run_method("tell", lines)
