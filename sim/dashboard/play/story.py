"""The card beside the stage that tells the life of one organisation."""

from collections.abc import Iterable

from sim.dashboard.frame.frame import say, tag


class Story:
    """Asks for a choice until a life is told."""

    def __init__(self) -> None:
        self.card = tag("section", "card life", aria_label="One organisation")
        with self.card:
            say("h2", "One organisation")
            say("p", "Choose a name among the events, or “Its story” by the map.", "soft small")

    def tell(self, name: str, lines: Iterable[str]) -> None:
        """Tell a life in place of the one before, a line an event; reading begins at its head."""
        self.card.clear()
        with self.card:
            heading = say("h2", name, tabindex="-1")
            with tag("ol", "story"):
                for line in lines:
                    date, colon, text = line.partition(": ")
                    with tag("li"):
                        say("span", f"{date}: " if colon else "", "date")
                        say("span", text if colon else line)
        heading.run_method("focus")
