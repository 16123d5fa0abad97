"""The life of one organisation as sentences: every decision with its date, its numbers and its because."""

# ruff: noqa: E501 (a sentence stands on one line)

from collections.abc import Callable, Iterator

from sim.registry.words import FORM_WORDS, KIND_WORDS, SERVICE_WORDS
from sim.telling.life import Event, Life, money, number, percent
from sim.telling.words import capital, count, counted, listed
from sim.units import MONTHS_PER_YEAR


def story(life: Life) -> list[str]:
    """The life in dated sentences, oldest first, without the reckoning at its end."""
    lines = [(first_month(life), -2, beginning(life))]
    for place, event in enumerate(life.own.to_dict("records")):
        said = _say(life, event)
        if said:
            lines.append((float(event["month"]), place, said))
    lines += [*_bids_by_year(life), *_offers_by_year(life)]
    lines.sort(key=lambda line: line[:2])
    return [f"{life.date(month)}: {text}" for month, _, text in lines]


def first_month(life: Life) -> float:
    """When its story begins: its founding, or a first decision before that, or the run."""
    row = life.row
    own = [float(month) for month in life.own["month"].head(1)]
    return min([float(row["founded_month" if row["is_spun_out"] else "entered_month"]), *own])


def beginning(life: Life) -> str:
    """How it began, as far as the run knows."""
    row = life.row
    kind = KIND_WORDS[str(row["kind"])].one
    form = f", {FORM_WORDS[str(row['form'])]}" if row["form"] in FORM_WORDS else ""
    home = life.councils.get(str(row["council"]), "")
    where = f" of {home}" if home else ""
    if row["entered_month"] > row["founded_month"] or row["founded_month"] < 0:
        known = "is trading when the run begins" if not row["is_spun_out"] else "begins to trade"
    else:
        known = "is founded"
    service = SERVICE_WORDS[str(row["service"])].work
    who = {"staff": " Its staff began it.", "top": " Its managers began it."}
    turnover = row["turnover_start"]
    what = "work is" if life.lines("own_work") else "contracts are"
    worth = f" Its {what} worth {money(turnover)} a year." if turnover > 0 else ""
    text = f"{life.name}, {kind}{where}{form}, {known}, working in {service}."
    voted = life.lines("spin_out")  # Its own line says who proposed it.
    return text + ("" if voted else who.get(str(row["origin"]), "")) + worth


def _years(events: list[Event]) -> Iterator[tuple[float, list[Event]]]:
    by_year: dict[int, list[Event]] = {}
    for event in events:
        by_year.setdefault(int(event["month"]) // MONTHS_PER_YEAR, []).append(event)
    for found in by_year.values():
        yield float(found[-1]["month"]), found


def _bids_by_year(life: Life) -> Iterator[tuple[float, int, str]]:
    bids = [bid for bid in life.lines("bid") if bid["other"] != life.label]
    wins = {(win["month"], win["lot"]) for win in life.lines("award")}
    for month, made in _years(bids):
        won = sum((bid["month"], bid["lot"]) in wins for bid in made)
        for_what = listed(sorted({life.work(bid) for bid in made}))
        text = f"in {life.council_year(month)} it bid for {count(len(made), 'new contract')} ({for_what}) and won "
        yield month, -1, f"{text}{counted(won) if won else 'none'}."


OFFERS = {
    "takeover_blocked_by_form": "came to nothing because",
    "takeover_voted_down": "was refused:",
    "takeover_blocked_by_control": "was stopped by merger control:",
}


def _offers_by_year(life: Life) -> Iterator[tuple[float, int, str]]:
    for kind, fate in OFFERS.items():
        for month, made in _years(life.lines(kind)):
            buyers = listed(sorted({life.called(offer["other"]) for offer in made}))
            most = max(number(offer, "paid") for offer in made)
            times = "an offer" if len(made) == 1 else f"the last of {count(len(made), 'offer')}"
            text = f"{times} to take it over by {buyers} (up to {money(most)}) {fate} {made[-1]['because']}."
            yield month, len(life.own), text


def _say(life: Life, event: Event) -> str:
    """One line of the log as a sentence; nothing for lines that are told elsewhere."""
    acts = event["organisation"] == life.label
    teller = (_AS_SELF if acts else _AS_OTHER).get(str(event["kind"]))
    return teller(life, event) if teller else ""


def tender(life: Life, event: Event) -> str:
    """How many bid in a tender, and what the organisation and the best of the others asked."""
    bids = life.bids_for(event)
    mine = bids[bids["organisation"] == life.label]
    others = bids[bids["organisation"] != life.label]
    text = f"{count(len(bids), 'provider')} bid"
    if len(mine):
        own = mine.iloc[0]
        text += (
            f"; it asked {money(own['price'])} a year, {percent(own['of_ceiling'])} of the most the council would pay, "
            f"and scored {own['score']:.2f}"
        )
    else:
        text += "; it made no bid that the council could accept"
    if len(others):
        best = others.iloc[0]
        who = life.called(best["organisation"])
        text += f"; the best other bid, by {who}, asked {money(best['price'])} ({percent(best['of_ceiling'])}) and scored {best['score']:.2f}"
    return text


def _award(life: Life, event: Event) -> str:
    """An award to it."""
    kept = event["other"] == life.label
    if kept and float(life.row["founded_month"]) > number(event, "month"):
        return f"it won the race for {life.work(event)}: {event['because']}. {capital(tender(life, event))}."
    deed = "kept its contract for" if kept else "won a contract for"
    held = "" if kept or not event["other"] else f", held by {life.called(event['other'])}"
    return (
        f"it {deed} {life.work(event)}{held}: {event['because']}. {capital(tender(life, event))}."
    )


def _lost_award(life: Life, event: Event) -> str:
    """An award of its contract to somebody else."""
    winner = life.called(event["organisation"])
    return f"its contract for {life.work(event)} went to {winner}: {event['because']}. {capital(tender(life, event))}."


def _insourced(life: Life, event: Event) -> str:
    """The council's decision to take its contract back."""
    said = f"the council decided to take {life.work(event)} back in-house: {event['because']}."
    return f"{said} {capital(tender(life, event))}."


def _extension(life: Life, event: Event) -> str:
    return (
        f"its contract for {life.work(event)} was extended to {life.date(number(event, 'until'))}: {event['because']} "
        f"({number(event, 'quality'):.2f} on a scale of 0 to 1)."
    )


def _no_bid(life: Life, event: Event) -> str:
    return f"its contract for {life.work(event)} was put out to tender: {event['because']}."


def _arrived(life: Life, event: Event) -> str:
    worth = number(event, "price")
    return f"{number(event, 'posts'):.0f} posts in {life.work(event)}, worth {money(worth)} a year, moved to it from {life.called(event['other'])}."


def _left(life: Life, event: Event) -> str:
    return f"{life.work(event)}, with {number(event, 'posts'):.0f} posts, passed from it to {life.called(event['organisation'])}."


def _spin_out(life: Life, event: Event) -> str:
    lots, posts = int(number(event, "lots")), int(number(event, "posts"))
    return f"{event['because']}. It is to take {count(lots, 'lot')} and {posts} posts in {life.work(event)}."


def _uplift(life: Life, event: Event) -> str:
    return f"overdrawn by {money(-number(event, 'cash'))}, it asked for a higher price: {event['because']}."


def _merger(life: Life, event: Event) -> str:
    return f"overdrawn by {money(-number(event, 'cash'))}, it merged into {life.called(event['other'])}: {event['because']}."


def _hand_back(life: Life, event: Event) -> str:
    return f"it handed {count(int(number(event, 'lots')), 'lot')} back to the council, being overdrawn by {money(-number(event, 'cash'))}: {event['because']}."


def _insolvent(life: Life, event: Event) -> str:
    return (
        f"it failed: {event['because']}. It was overdrawn by {money(-number(event, 'cash'))} after a year in which it "
        f"{'earned' if number(event, 'earnings') >= 0 else 'lost'} {money(abs(number(event, 'earnings')))}; "
        f"{number(event, 'posts'):.0f} posts went back to the council."
    )


def _taken_over(life: Life, event: Event) -> str:
    return (
        f"{life.called(event['other'])} took it over for {money(number(event, 'paid'))} by {event['because']}; "
        f"it could have gone up to {money(number(event, 'limit'))}."
    )


def _stake(life: Life, event: Event) -> str:
    partner = life.called(event["other"]) if event["other"] else "its private partner"
    return f"{partner} raised its stake to {percent(number(event, 'stake'))}: {event['because']}."


def _entry(life: Life, event: Event) -> str:
    return f"its owners put in {money(number(event, 'capital'))}: {event['because']} ({percent(number(event, 'margin'))})."


def _wound_up(life: Life, event: Event) -> str:
    return f"it was wound up: {event['because']}."


def _stopped(life: Life, event: Event) -> str:
    return (
        f"the council decided to stop {life.work(event)}, with {number(event, 'posts'):.0f} posts, when the contract ends in "
        f"{life.date(number(event, 'until'))}: {event['because']}."
    )


def _own_work(life: Life, event: Event) -> str:
    customers = int(number(event, "customers"))
    payers = count(customers, "customer") if customers else "a funder"
    worth, posts = money(number(event, "price")), count(int(number(event, "posts")), "post")
    return f"{payers} pay{'' if customers > 1 else 's'} {worth} a year for {posts}: {event['because']}."


def _customers(life: Life, event: Event) -> str:
    now, members = count(int(number(event, "customers")), "customer"), int(number(event, "members"))
    return f"it has {now}, {members} of them members: {event['because']}."


def _grant_won(life: Life, event: Event) -> str:
    begins = life.date(number(event, "from_month"))
    return f"it won a grant of {money(number(event, 'price'))} a year from {begins}: {event['because']}."


def _grant_refused(life: Life, event: Event) -> str:
    return f"it got no grant on founding: {event['because']}."


def _own_work_ended(life: Life, event: Event) -> str:
    lost = count(int(number(event, "people")), "person", "people")
    return f"{lost} lost their jobs in the work for its own payers: {event['because']}."


def _commissions(life: Life, event: Event) -> str:
    bodies = count(int(number(event, "bodies")), "small provider")
    return (
        f"it passed {money(number(event, 'passed_on'))} a year on to {bodies}: {event['because']}."
    )


def _bought(life: Life, event: Event) -> str:
    return f"it took over {life.called(event['organisation'])} for {money(number(event, 'paid'))} by {event['because']}."


def _took_in(life: Life, event: Event) -> str:
    return f"{life.called(event['organisation'])}, in distress, merged into it."


_Teller = Callable[[Life, Event], str]
_AS_SELF: dict[str, _Teller] = {
    "award": _award,
    "insourced": _insourced,
    "extension": _extension,
    "no_bid": _no_bid,
    "transfer": _arrived,
    "spin_out": _spin_out,
    "uplift": _uplift,
    "merger": _merger,
    "handback": _hand_back,
    "insolvent": _insolvent,
    "takeover": _taken_over,
    "stake": _stake,
    "entry": _entry,
    "wound_up": _wound_up,
    "stopped": _stopped,
    "own_work": _own_work,
    "own_work_ended": _own_work_ended,
    "customers": _customers,
    "grant_won": _grant_won,
    "grant_refused": _grant_refused,
    "commissions": _commissions,
}
_AS_OTHER: dict[str, _Teller] = {
    "award": _lost_award,
    "transfer": _left,
    "takeover": _bought,
    "merger": _took_in,
}
