"""Webb's concern for a newcomer, on one screen."""

from pathlib import Path

from sim.dashboard.frame.frame import page, say, tag
from sim.registry.words import NAMES_SAID

CONCERN = (
    (
        "The concern",
        "In 2013 Andrew Webb, vice president of the Association of Directors of Children’s "
        "Services, had concerns about the long-term commercial viability of small staff-led "
        "mutuals: bodies that council staff found and lead, to run the service they used to run "
        "inside the council.",
    ),
    (
        "Short contracts",
        "They rely on short-term council contracts, he said. When a contract of a few years ends, "
        "others may bid, and a small body with one contract has little to fall back on.",
    ),
    (
        "Takeover",
        "He thought them vulnerable to being taken over by larger private companies. These can buy "
        "a mutual, or win its contract. Its legal form, its members’ votes and merger control may "
        "stand in their way.",
    ),
    (
        "A few main suppliers",
        "In areas that had been outsourced, such as school inspection support and children’s "
        "homes, he saw only a few main suppliers where many smaller companies had been. Some "
        "concentration comes by chance alone, so the charts show chance beside what happens.",
    ),
)
WAYS = (
    ("/", "Live", "Play the years from April 2013. Colours on the map say who holds each council’s "
     "service; click a name to read an organisation’s story and why each thing happened. "
     + NAMES_SAID),
    ("/compare", "Compare", "Change one thing, keep the luck, and see where two histories part."),
    ("/studies", "Studies", "One run is an anecdote. Studies play hundreds and say which parts of "
     "the concern follow at the listed assumptions, and which do not."),
    ("/scenarios", "Scenarios", "Write a world of your own."),
)  # fmt: skip


def hang(_folder: Path) -> None:
    """Hang the help page."""

    @page("/help", "Help")
    def help_page() -> None:
        say("h1", "What this is about")
        with tag("div", "concern"):
            for title, text in CONCERN:
                with tag("section", "card"):
                    say("h2", title)
                    say("p", text)
        say("h2", "What you can do here")
        with tag("ul", "ways"):
            for address, name, text in WAYS:
                with tag("li"):
                    say("a", name, href=address)
                    say("span", f" {text}")
        say(
            "p",
            "It is a thought experiment with numbers, not a forecast: most of its assumptions are "
            "assumed, each says so, and nothing here is a statement about a real organisation.",
            "soft",
        )
        say(
            "p",
            "By keyboard: Tab moves on, the arrow keys walk over the map and along the slider, "
            "Space presses a button.",
            "soft",
        )
