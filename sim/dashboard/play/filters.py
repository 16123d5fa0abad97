"""The switches that say which events are told."""

from collections.abc import Callable

from sim.dashboard.frame.controls import switch
from sim.dashboard.frame.frame import say, tag
from sim.dashboard.play.news import GROUPS, SHOWN_AT_FIRST
from sim.dashboard.play.screen import Screen


def draw_filters(screen_now: Callable[[], Screen | None], *, compares: bool) -> None:
    """A switch for each group of events; where worlds are compared, one for what differs."""

    def show(name: str) -> Callable[[bool], None]:
        def turn(on: bool) -> None:
            if screen := screen_now():
                (screen.groups.add if on else screen.groups.discard)(name)
                screen.tell_anew()

        return turn

    def only_differing(on: bool) -> None:
        if screen := screen_now():
            screen.only_differing = on
            screen.tell_anew()

    with tag("fieldset", "filters"):
        say("legend", "Show", "unseen")
        for name, words in GROUPS.items():
            switch(words, show(name), on=name in SHOWN_AT_FIRST)
        if compares:
            switch("Only what differs", only_differing, on=True)
