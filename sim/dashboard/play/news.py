"""Lines of the decision log as news: short sentences in which organisations can be followed.

A sentence is a list of pieces: plain text, or a name with its label. Nothing in it is ever HTML.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sim.dashboard.play.playing import WatchedRun
from sim.model.state.log import LoggedEvent
from sim.plain_text import plain_text
from sim.registry.sections.services import SERVICES
from sim.registry.words import SERVICE_WORDS
from sim.telling.life import money, percent
from sim.telling.words import capital, count
from sim.units import month_name

GROUPS = {
    "takeovers": "Takeovers and attempts",
    "failures": "Failures and endings",
    "spin_outs": "Spin-outs",
    "taken_back": "Taken back by councils",
    "tenders": "Tenders won",
    "entries": "Newcomers",
}
"""What the feed can be narrowed to."""
SHOWN_AT_FIRST = ("takeovers", "failures", "spin_outs", "taken_back")
LOST = "lost to "
"""How the reason of an ending begins that no other line of the log tells of."""

Piece = str | dict[str, str]
"""A text, or an organisation: {"label": ..., "name": ...}."""


@dataclass(frozen=True, slots=True)
class Names:
    """A run's names, to tell its log with."""

    run: WatchedRun

    def who(self, row: int) -> Piece:
        """An organisation that can be followed."""
        if row < 0:
            return "nobody"
        return {"label": str(self.run.labels[row]), "name": str(self.run.names[row])}

    def place(self, entry: LoggedEvent) -> str:
        """The council a line is about."""
        return str(self.run.councils.names[entry.council]) if entry.council >= 0 else "England"

    def work(self, entry: LoggedEvent) -> str:
        """The service a line is about, and where."""
        service = _lot(entry) if entry.service >= 0 else "its services"
        return f"{service} in {self.place(entry)}"

    def date(self, month: int) -> str:
        """Calendar name of a month."""
        return month_name(month, self.run.world.time.start_year, self.run.world.time.start_month)


Told = Callable[[Names, LoggedEvent], list[Piece]]


def _award(teller: Names, entry: LoggedEvent) -> list[Piece]:
    winner = teller.who(entry.organisation)
    share = percent(entry.numbers["of_ceiling"])
    price = f"{money(entry.numbers['price'])} a year, {share} of the ceiling"
    if entry.organisation == entry.other:
        return [winner, f" kept {teller.work(entry)} at {price}: {entry.because}."]
    former = [", held by ", teller.who(entry.other)] if entry.other >= 0 else []
    return [winner, f" won {teller.work(entry)}", *former, f", at {price}: {entry.because}."]


def _takeover(teller: Names, entry: LoggedEvent) -> list[Piece]:
    paid = f" for {money(entry.numbers['paid'])}: {entry.because}."
    return [teller.who(entry.other), " took over ", teller.who(entry.organisation), paid]


def _voted_down(teller: Names, entry: LoggedEvent) -> list[Piece]:
    buyer, target = teller.who(entry.other), teller.who(entry.organisation)
    offer = f" for {money(entry.numbers['paid'])}: {entry.because}."
    return [buyer, " offered to buy ", target, offer]


def _blocked(teller: Names, entry: LoggedEvent) -> list[Piece]:
    buyer, target = teller.who(entry.other), teller.who(entry.organisation)
    return [buyer, " could not buy ", target, f": {entry.because}."]


def _stake(teller: Names, entry: LoggedEvent) -> list[Piece]:
    raised = f" to {percent(entry.numbers['stake'])}: {entry.because}."
    partner, target = teller.who(entry.other), teller.who(entry.organisation)
    return [partner, " raised its stake in ", target, raised]


def _merger(teller: Names, entry: LoggedEvent) -> list[Piece]:
    one, other = teller.who(entry.organisation), teller.who(entry.other)
    return [one, " merged into ", other, f": {entry.because}."]


def _insolvent(teller: Names, entry: LoggedEvent) -> list[Piece]:
    owed = money(max(-entry.numbers["cash"], 0.0))
    return [
        teller.who(entry.organisation),
        f" became insolvent, overdrawn by {owed}: {entry.because}.",
    ]


def _wound_up(teller: Names, entry: LoggedEvent) -> list[Piece]:
    return [teller.who(entry.organisation), f" was wound up: {entry.because}."]


def _stopped(teller: Names, entry: LoggedEvent) -> list[Piece]:
    stops = f"{teller.place(entry)} will stop {_lot(entry)} of "
    when = teller.date(int(entry.numbers["until"]))
    return [stops, teller.who(entry.organisation), f" in {when}: {entry.because}."]


def _ending(teller: Names, entry: LoggedEvent) -> list[Piece]:
    _, _, reason = entry.because.partition(": ")
    return [teller.who(entry.organisation), f" lost its independence: {reason}."]


def _handback(teller: Names, entry: LoggedEvent) -> list[Piece]:
    lots = count(int(entry.numbers["lots"]), "lot")
    return [teller.who(entry.organisation), f" handed back {lots}: {entry.because}."]


def _spin_out(teller: Names, entry: LoggedEvent) -> list[Piece]:
    staff = f" is proposed for {teller.work(entry)}, with {entry.numbers['posts']:.0f} posts: "
    return [teller.who(entry.organisation), staff, f"{entry.because}."]


def _no_mutual(teller: Names, entry: LoggedEvent) -> list[Piece]:
    return [f"No mutual for {teller.work(entry)}: {entry.because}."]


def _lot(entry: LoggedEvent) -> str:
    """The service a line is about, as what is let."""
    return SERVICE_WORDS[SERVICES[entry.service]].lot


def _insourced(teller: Names, entry: LoggedEvent) -> list[Piece]:
    former = teller.who(entry.organisation)
    return [f"{teller.place(entry)} took {_lot(entry)} back from ", former, f": {entry.because}."]


def _entry(teller: Names, entry: LoggedEvent) -> list[Piece]:
    return [teller.who(entry.organisation), f" entered {teller.work(entry)}: {entry.because}."]


def _bid(teller: Names, entry: LoggedEvent) -> list[Piece]:
    price = f"{money(entry.numbers['price'])} a year"
    return [
        teller.who(entry.organisation),
        f" bid {price} for {teller.work(entry)}: {entry.because}.",
    ]


def _no_bid(teller: Names, entry: LoggedEvent) -> list[Piece]:
    return [f"{teller.work(entry)} drew no bid: {entry.because}."]


def _transfer(teller: Names, entry: LoggedEvent) -> list[Piece]:
    new, former = teller.who(entry.organisation), teller.who(entry.other)
    return [f"{teller.work(entry)} moved from ", former, " to ", new, "."]


def _extension(teller: Names, entry: LoggedEvent) -> list[Piece]:
    until = f" was extended to {teller.date(int(entry.numbers['until']))}: {entry.because}."
    holder = teller.who(entry.organisation)
    return ["The contract of ", holder, f" for {teller.work(entry)}{until}"]


def _uplift(teller: Names, entry: LoggedEvent) -> list[Piece]:
    return [teller.who(entry.organisation), f" asked for a higher price: {entry.because}."]


def _own_work(teller: Names, entry: LoggedEvent) -> list[Piece]:
    return [teller.who(entry.organisation), f" begins work of its own: {entry.because}."]


def _own_work_ended(teller: Names, entry: LoggedEvent) -> list[Piece]:
    return ["The work of ", teller.who(entry.organisation), f" ended: {entry.because}."]


def _customers(teller: Names, entry: LoggedEvent) -> list[Piece]:
    return ["The customers of ", teller.who(entry.organisation), f": {entry.because}."]


def _grant_won(teller: Names, entry: LoggedEvent) -> list[Piece]:
    grant = f" won a grant of {money(entry.numbers['price'])} a year: {entry.because}."
    return [teller.who(entry.organisation), grant]


def _grant_refused(teller: Names, entry: LoggedEvent) -> list[Piece]:
    return [teller.who(entry.organisation), f" was refused a grant to start: {entry.because}."]


def _commissions(teller: Names, entry: LoggedEvent) -> list[Piece]:
    bodies = count(int(entry.numbers["bodies"]), "small provider")
    return [teller.who(entry.organisation), f" commissions {bodies}: {entry.because}."]


_NEWS: dict[str, tuple[str, Told]] = {
    "takeover": ("takeovers", _takeover),
    "takeover_voted_down": ("takeovers", _voted_down),
    "takeover_blocked_by_form": ("takeovers", _blocked),
    "takeover_blocked_by_control": ("takeovers", _blocked),
    "stake": ("takeovers", _stake),
    "merger": ("takeovers", _merger),
    "insolvent": ("failures", _insolvent),
    "wound_up": ("failures", _wound_up),
    "stopped": ("taken_back", _stopped),
    "handback": ("failures", _handback),
    "ending": ("failures", _ending),
    "spin_out": ("spin_outs", _spin_out),
    "vote_lost": ("spin_outs", _no_mutual),
    "not_founded": ("spin_outs", _no_mutual),
    "own_work_ended": ("failures", _own_work_ended),
    "insourced": ("taken_back", _insourced),
    "award": ("tenders", _award),
    "entry": ("entries", _entry),
}
_REST: dict[str, Told] = {
    "bid": _bid,
    "no_bid": _no_bid,
    "transfer": _transfer,
    "extension": _extension,
    "uplift": _uplift,
    "own_work": _own_work,
    "customers": _customers,
    "grant_won": _grant_won,
    "grant_refused": _grant_refused,
    "commissions": _commissions,
}
"""What is no news, but may be where two histories part."""


def group_of(entry: LoggedEvent) -> str | None:
    """Which part of the feed tells of a line; None if none does."""
    if entry.kind == "ending" and not entry.because.startswith(LOST):
        return None  # Told by the takeover, the merger or the insolvency itself.
    return _NEWS[entry.kind][0] if entry.kind in _NEWS else None


def sentence(teller: Names, entry: LoggedEvent) -> list[Piece]:
    """A line of the log as pieces of a sentence."""
    told = _NEWS[entry.kind][1] if entry.kind in _NEWS else _REST.get(entry.kind)
    if told is None:
        return [plain_text(f"{entry.kind.replace('_', ' ')}: {entry.because}.")]
    pieces = told(teller, entry)
    if isinstance(pieces[0], str):
        pieces[0] = capital(pieces[0])
    return [_plain(piece) for piece in pieces]


def _plain(piece: Piece) -> Piece:
    """A piece in which nothing is but text."""
    if isinstance(piece, str):
        return plain_text(piece)
    return {"label": piece["label"], "name": plain_text(piece["name"])}
