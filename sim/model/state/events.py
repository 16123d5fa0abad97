"""What the decision log can tell: every kind of event, and every number that one gives."""

from typing import Annotated, NamedTuple, TypedDict, get_type_hints


class Numbers(TypedDict, total=False):
    """Every number that an event can give, with its unit and meaning."""

    price: Annotated[float, "GBP a year", "Price asked in a bid, or agreed for the work."]
    of_ceiling: Annotated[float, "share", "The price over the most the council would pay."]
    score: Annotated[float, "0 to 1", "Score of the bid by the council's weights."]
    bids: Annotated[float, "bids", "Bids in the tender."]
    chance: Annotated[float, "share", "Chance that the council did what it did."]
    price_over_in_house: Annotated[float, "share of ceiling", "Best bid less cost in-house."]
    taste_in_house: Annotated[float, "log-odds", "The council's taste for its own staff."]
    fall: Annotated[float, "share", "Fall of the budget since the contract began."]
    quality: Annotated[float, "0 to 1", "Quality of the lot under its holder."]
    posts: Annotated[float, "posts", "Posts that the event is about."]
    lots: Annotated[float, "lots", "Lots that the event is about."]
    people: Annotated[float, "people", "People who lose their jobs."]
    until: Annotated[float, "month", "Month in which the extended contract ends."]
    from_month: Annotated[float, "month", "Month in which the grant begins."]
    months: Annotated[float, "months", "Length of the grant."]
    customers: Annotated[float, "customers", "Customers that pay for the work."]
    members: Annotated[float, "customers", "Customers who are members."]
    not_renewed: Annotated[float, "customers", "Customers who did not renew this year."]
    cash: Annotated[float, "GBP", "The provider's cash; below nought it is overdrawn."]
    earnings: Annotated[float, "GBP a year", "Earnings before interest, last twelve months."]
    agreed: Annotated[float, "1 or 0", "Whether the council agreed to pay more."]
    paid: Annotated[float, "GBP", "Paid or offered for the provider or for shares in it."]
    limit: Annotated[float, "GBP", "The most the buyer would have paid."]
    ask: Annotated[float, "GBP", "The least the owners would have taken."]
    stake: Annotated[float, "share", "The private partner's stake after the event."]
    capital: Annotated[float, "GBP", "What owners put in."]
    margin: Annotated[float, "share", "Usual margin in the service."]
    spent: Annotated[float, "GBP", "What the support programme had spent by then."]
    grant: Annotated[float, "GBP", "The grant asked for."]
    bodies: Annotated[float, "providers", "Small providers chosen."]
    passed_on: Annotated[float, "GBP a year", "Money passed on to them."]
    local: Annotated[float, "providers", "Of these, at home in the same council."]
    log_odds: Annotated[float, "log-odds", "Odds of the vote; above nought staff vote for it."]
    ending_code: Annotated[float, "", "How independence ended, as a number; its because names it."]
    age: Annotated[float, "months", "Months since founding."]


class Meaning(NamedTuple):
    """A number's unit, and what it says."""

    unit: str
    meaning: str


NUMBERS = {
    name: Meaning(*hint.__metadata__)
    for name, hint in get_type_hints(Numbers, include_extras=True).items()
}
"""Unit and meaning of each number, by its name: a column of the table of events."""


class EventKind(NamedTuple):
    """A kind of event: what it says, whether a study keeps it, and which numbers it gives."""

    says: str
    is_kept: bool
    numbers: tuple[str, ...]


def _kept(says: str, *numbers: str) -> EventKind:
    return EventKind(says, True, numbers)


def _told(says: str, *numbers: str) -> EventKind:
    return EventKind(says, False, numbers)


EVENTS = {
    "bid": _told("A provider bids for a lot that `other` holds.", "price", "of_ceiling", "score"),
    "award": _told("A lot that `other` holds is awarded.", "price", "of_ceiling", "bids"),
    "insourced": _told(
        "The council takes a contract back after a tender.",
        "price",
        "bids",
        "chance",
        "price_over_in_house",
        "quality",
        "taste_in_house",
    ),
    "no_bid": _told("A tender draws no bid within the ceiling."),
    "extension": _told("A contract is extended.", "quality", "until"),
    "transfer": _told("A lot passes from `other`, and staff move with it.", "posts", "price"),
    "uplift": _told("A provider in distress asks for a higher price.", "agreed", "cash"),
    "handback": _kept("A provider in distress gives lots back.", "lots", "cash"),
    "merger": _kept("A provider in distress merges into `other`.", "cash"),
    "stopped": _kept(
        "The council stops a service when its contract ends.", "posts", "fall", "chance", "until"
    ),
    "insolvent": _kept("A provider fails.", "cash", "earnings", "posts"),
    "wound_up": _kept("A provider without work closes.", "cash"),
    "ending": _kept("A provider's independence ends.", "ending_code", "age"),
    "takeover": _kept("`other` takes the provider over.", "paid", "limit", "ask"),
    "takeover_voted_down": _kept(
        "Owners or members refuse the offer of `other`.", "paid", "limit", "ask"
    ),
    "takeover_blocked_by_form": _kept(
        "The legal form forbids the takeover by `other`.", "paid", "limit", "ask"
    ),
    "takeover_blocked_by_control": _kept(
        "Merger control stops the takeover by `other`.", "paid", "limit", "ask"
    ),
    "stake": _kept("The private partner buys more shares.", "stake", "paid"),
    "spin_out": _kept("A mutual is proposed, and staff vote for it.", "lots", "posts"),
    "vote_lost": _told("Staff vote against a mutual.", "log_odds"),
    "not_founded": _told("A named mutual does not come to be."),
    "grant_refused": _told("The support programme refuses a grant.", "spent", "grant"),
    "entry": _kept("A new small provider enters.", "capital", "margin"),
    "own_work": _told("A body begins work that no council lets.", "price", "posts", "customers"),
    "own_work_ended": _told("Work that no council lets ends with its body.", "people"),
    "customers": _told("A body's customers renew or leave.", "customers", "members", "not_renewed"),
    "grant_won": _told("A body wins a grant for its own work.", "price", "from_month", "months"),
    "commissions": _told(
        "A mutual passes money on to small providers.", "bodies", "passed_on", "local"
    ),
}
"""Every kind of event, with the numbers it gives (`wound_up` has none where it never traded)."""
