"""The last paragraph of a life: why its independence ended, and what led there."""

# ruff: noqa: E501 (a sentence stands on one line)

from collections.abc import Callable

from sim.registry.words import ENDING_WORDS, FORM_WORDS
from sim.telling.biography import tender
from sim.telling.life import Event, Life, money, number, percent
from sim.telling.words import capital, count, counted, listed
from sim.units import MONTHS_PER_YEAR


def why_it_ended(life: Life) -> str:
    """The ending, its cause, and the chain of events that led there; or that it has not ended."""
    if life.ended is None:
        return f"Still independent at the end of the run. {_background(life, float('inf'))}".strip()
    ending = str(life.row["ending"])
    months = life.ended - int(life.row["founded_month"])
    aged = f", after {_age(months)} of trading" if life.row["is_spun_out"] else ""
    opening = f"Why it ended. In {life.date(life.ended)}{aged}, {ENDING_WORDS[ending].clause}."
    cause = _CAUSES[ending](life, life.ended)
    return " ".join(part for part in (opening, cause, _background(life, life.ended)) if part)


def _age(months: int) -> str:
    years, rest = divmod(max(months, 0), MONTHS_PER_YEAR)
    parts = [count(years, "year")] * bool(years) + [count(rest, "month")] * bool(rest)
    return listed(parts) or "less than a month"


def _times(how_often: int) -> str:
    return {1: "once", 2: "twice"}.get(how_often, count(how_often, "time"))


def _last_contract(life: Life, ended: int) -> str:
    """Who has the last contract now, and what decided it."""
    lost = life.lost_contracts(ended)
    if not lost:
        return "The log does not say where its last contract went."
    last = lost[-1]
    decision = life.decision_before(last)
    taker = life.called(last["organisation"])
    if decision is None:
        return f"Its last contract, for {life.work(last)}, passed to {taker}."
    when = life.date(number(decision, "month"))
    asked = f"{tender(life, decision)}."
    if decision["kind"] == "insourced":
        verdict = (
            f"{capital(asked)} None of them got it. The council took the service in-house: "
            f"{decision['because']}."
        )
    else:
        verdict = f"{capital(asked)} {capital(taker)} won: {decision['because']}.{_verdict_in_words(life, decision)}"
    return f"Its last contract, for {life.work(last)}, came to an end and was let anew in {when}. {verdict}"


def _verdict_in_words(life: Life, award: Event) -> str:
    """What set it apart from the winner, on price and on everything else."""
    bids = life.bids_for(award).set_index("organisation")
    if life.label not in bids.index or award["organisation"] not in bids.index:
        return " It had no bid in this race: its costs were above what the council would pay."
    own, best = bids.loc[life.label], bids.loc[award["organisation"]]
    apart = own["of_ceiling"] - best["of_ceiling"]
    if own["score"] > best["score"]:
        return " Its own bid scored better, but it could not take on the posts."
    if apart > 0:
        return f" Against the winner it was dearer by {percent(apart)} of the ceiling."
    return " It was no dearer than the winner: the council saw better quality, or more social value, in the other bid."


def _failed(life: Life, ended: int) -> str:
    failures = life.lines("insolvent", until=ended)
    if not failures:
        return ""
    last = failures[-1]
    earned = number(last, "earnings")
    did = f"lost {money(-earned)}" if earned < 0 else f"earned only {money(earned)}"
    return (
        f"{capital(str(last['because']))}: it owed {money(-number(last, 'cash'))} after a year in which it {did} before "
        f"interest, and nobody would lend it more.{_pressure(life)}"
    )


def _pressure(life: Life) -> str:
    said = life.pressure.get(str(life.row["service"]), "")
    return f" {said}" if said else ""


def _merged(life: Life, ended: int) -> str:
    bought = life.lines("takeover", until=ended)
    if bought:
        return _bought(life, ended)
    merger = life.lines("merger", until=ended)[-1]
    return (
        f"It had run out of cash: overdrawn by {money(-number(merger, 'cash'))}, it looked for a body with locked assets "
        f"nearby that could carry its debts, and found {life.called(merger['other'])}.{_pressure(life)}"
    )


def _bought(life: Life, ended: int) -> str:
    deal = life.lines("takeover", until=ended)[-1]
    buyer = life.called(deal["other"])
    form = FORM_WORDS.get(str(life.row["form"]))
    shape = f" As {form}, it could be bought." if form and "locked" not in form else ""
    if deal["because"] == "transfer of the business in distress":
        shape = " It was in distress, and then even locked assets may pass to anyone."
    agreed = (
        "its members voted for the offer" if life.row["kind"] == "mutual" else "its owner agreed"
    )
    return (
        f"{buyer} paid {money(number(deal, 'paid'))} by {deal['because']}. The least it would have cost was "
        f"{money(number(deal, 'ask'))}, and to {buyer} it was worth {money(number(deal, 'limit'))} at its own "
        f"costs: there was a gain to share, and {agreed}.{shape}"
    )


def _stake(life: Life, ended: int) -> str:
    rises = life.lines("stake", until=ended)
    steps = listed(
        [
            f"{percent(number(rise, 'stake'))} in {life.date(number(rise, 'month'))}"
            for rise in rises
        ]
    )
    partner = life.called(life.row["ended_by_organisation"])
    return f"It began with a private partner, {partner}, which bought more shares step by step: {steps}."


def _no_work(life: Life, ended: int) -> str:
    if life.lost_contracts(ended):
        return f"It had held no contract for too long. {_last_contract(life, ended)}"
    said = life.lines("wound_up", until=ended)
    return f"{capital(str(said[-1]['because']))}." if said else "Its contracts ended."


def _stopped(life: Life, ended: int) -> str:
    said = life.lines("stopped", until=ended)
    if not said:
        return ""
    last = said[-1]
    return (
        f"Its contract for {life.work(last)} was not let again: {last['because']} "
        f"({percent(number(last, 'fall'))} less)."
    )


def _customers_left(life: Life, ended: int) -> str:
    said = life.lines("customers", until=ended)
    return f"Of its customers {int(number(said[-1], 'customers'))} were left." if said else ""


_CAUSES: dict[str, Callable[[Life, int], str]] = {
    "taken_over": _bought,
    "stake_past_half": _stake,
    "merged_nonprofit": _merged,
    "lost_to_group": _last_contract,
    "lost_to_nonprofit": _last_contract,
    "lost_to_council": _last_contract,
    "insolvent": _failed,
    "wound_up": _no_work,
    "stopped": _stopped,
    "customers_left": _customers_left,
}


def _background(life: Life, until: float) -> str:
    """What had gone before: contracts lost, distress, bids elsewhere, offers refused."""
    parts = [_earlier_losses(life, until), _distress(life, until), _elsewhere(life, until)]
    parts.append(_offers(life, until))
    return " ".join(part for part in parts if part)


def _earlier_losses(life: Life, until: float) -> str:
    lost = life.lost_contracts(until)
    was_last = life.ended is not None and str(life.row["ending"]).startswith(("lost_to", "wound"))
    earlier = lost[:-1] if was_last else lost
    if not earlier:
        return ""
    told = [
        f"{life.work(one)} to {life.called(one['organisation'])} ({life.date(number(one, 'month'))})"
        for one in earlier
    ]
    return f"Before that it had lost {listed(told)}."


def _distress(life: Life, until: float) -> str:
    asked = life.lines("uplift", until=until)
    agreed = sum(number(one, "agreed") > 0 for one in asked)
    parts = []
    if asked:
        parts.append(
            f"Short of cash, it had asked the council for a higher price {_times(len(asked))}, "
            f"and {'was refused' if not agreed else f'got it {_times(agreed)}'}."
        )
    if back := life.lines("handback", until=until):
        lots = int(sum(number(one, "lots") for one in back))
        parts.append(f"It had handed {count(lots, 'lot')} back.")
    return " ".join(parts)


def _elsewhere(life: Life, until: float) -> str:
    bids = [bid for bid in life.lines("bid", until=until) if bid["other"] != life.label]
    wins = {(win["month"], win["lot"]) for win in life.lines("award", until=until)}
    won = sum((bid["month"], bid["lot"]) in wins for bid in bids)
    if not bids:
        never = "It never bid for other work" if life.row["is_spun_out"] else ""
        return f"{never}, so all hung on what it was founded with." if never else ""
    if len(bids) == 1:
        return f"Its one bid for other work {'won' if won else 'failed'}."
    return f"Of {count(len(bids), 'bid')} for other work it won {counted(won) if won else 'none'}."


def _offers(life: Life, until: float) -> str:
    kinds = ("takeover_voted_down", "takeover_blocked_by_form", "takeover_blocked_by_control")
    refused = life.lines(*kinds, until=until)
    if not refused:
        return ""
    reasons = listed(sorted({str(one["because"]) for one in refused}))
    times = count(len(refused), "attempt")
    return f"{capital(times)} to take it over had failed before: {reasons}."
