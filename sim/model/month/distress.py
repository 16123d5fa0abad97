"""Phase 10: the distress ladder: freeze, cut, ask, merge, hand back, fail.

Also what councils do then.
"""

import numpy as np

from sim.arrays import Ints, sums
from sim.chance import Purpose, one_uniform
from sim.model.month.endings import absorb, end_independence
from sim.model.month.looks import value_targets
from sim.model.month.transfers import move_staff, note_awards
from sim.model.opening.named import close_lots
from sim.model.rules.finance import borrowing_room, credit_line, is_insolvent, next_rung
from sim.model.state.codes import Ending, Kind, Payer
from sim.model.state.state import N_SERVICES, State
from sim.model.state.tables import NEVER, NOBODY
from sim.units import MONTHS_PER_YEAR, WEEKS_PER_YEAR

FREEZE, CUT, ASK, MERGE, HAND_BACK, LAST = 1, 2, 3, 4, 5, 6
"""Rungs of the ladder; how high one climbs depends on how much of the credit line is used."""


def face_distress(state: State) -> None:
    """Move every provider on the ladder, and do what its rung asks."""
    providers = state.providers
    _scripted_failures(state)
    if not state.world.mechanisms.distress:
        return
    outside = providers.is_active & (providers.kind != Kind.IN_HOUSE) & ~providers.is_forming
    _borrow(state)
    yearly = np.maximum(providers.yearly_direct, providers.cost_now * MONTHS_PER_YEAR)
    line = credit_line(yearly, state.world.finance.credit_weeks, WEEKS_PER_YEAR)
    rung = next_rung(providers.stage, providers.cash, line, LAST)
    providers.stage[:] = np.where(outside, rung, 0)
    cutting = providers.stage >= CUT
    providers.overhead_cut[:] = np.where(cutting, state.world.finance.overhead_cut, 0.0)
    for row in np.flatnonzero(outside & (providers.stage == ASK)):
        _ask_for_uplift(state, int(row))
    for row in np.flatnonzero(outside & (providers.stage == MERGE)):
        _seek_merger(state, int(row))
    for row in np.flatnonzero(outside & (providers.stage >= HAND_BACK) & providers.is_active):
        _hand_back(state, int(row))
    broke = is_insolvent(providers.cash, line)
    for row in np.flatnonzero(outside & broke & providers.is_active):
        fail(state, int(row), "its overdraft went beyond the credit line")


def _scripted_failures(state: State) -> None:
    """Failures that a world writes down, such as a mutual that went bust."""
    for event in state.world.events:
        if event.kind == "fail" and event.month == state.month:
            row = _row_of(state, event.organisation)
            if row != NOBODY and state.providers.is_active[row]:
                fail(state, row, "the scenario says so")


def _row_of(state: State, organisation: str) -> int:
    """Row of an organisation by its name, or by what a group is drawn as; NOBODY if none is so."""
    names, labels = state.providers.names, state.providers.labels
    if organisation in names:
        return names.index(organisation)
    label = f"group:{organisation}"
    return labels.index(label) if label in labels else NOBODY


def _borrow(state: State) -> None:
    """Private groups short of cash borrow against earnings, up to their limit."""
    providers, finance = state.providers, state.world.finance
    short = np.where(
        providers.is_active & (providers.kind == Kind.GROUP), np.maximum(-providers.cash, 0.0), 0.0
    )
    room = borrowing_room(providers.debt, providers.yearly_earnings, finance.group_debt_limit)
    lent = np.minimum(short, room) * state.world.mechanisms.debt
    state.payments.pay("lenders", ("provider", np.arange(providers.n)), lent, "lent")
    providers.debt += lent


def _ask_for_uplift(state: State, row: int) -> None:
    """Ask the council for a higher price, up to the ceiling, at most so many times."""
    providers, lots, finance = state.providers, state.lots, state.world.finance
    held = np.flatnonzero(lots.is_open & (lots.holder == row))
    own = lots.payer[held] != Payer.COUNCIL
    if providers.uplifts[row] >= finance.uplift_times or (own.any() and own.all()):
        return
    providers.uplifts[row] += 1
    held = held[~own]
    luck = one_uniform(state.seed, Purpose.UPLIFT, state.month, int(providers.identity[row]))
    agreed = luck < finance.uplift_chance
    if agreed:
        raised = lots.unit_price[held] * (1 + finance.uplift)
        within = np.minimum(raised, state.ceilings()[held])
        lots.set_price(held, np.maximum(within, lots.unit_price[held]))
    because = "the council agreed to pay more" if agreed else "the council refused to pay more"
    state.log.add(
        state.month,
        "uplift",
        row,
        agreed=float(agreed),
        cash=float(providers.cash[row]),
        because=because,
    )


def _seek_merger(state: State, row: int) -> None:
    """Merge into a locked body within reach that can carry the debts, the best record first."""
    providers, councils = state.providers, state.councils
    if (
        not state.world.mechanisms.distress_mergers
        or providers.home[row] < 0
        or providers.kind[row] == Kind.GROUP
    ):
        return
    if not state.lots_held()[row]:
        return
    near = (providers.home >= 0) & councils.reach[providers.home[row]][
        np.maximum(providers.home, 0)
    ]
    able = providers.cash > -providers.cash[row]
    locked = (
        providers.is_locked
        & providers.is_active
        & (providers.kind != Kind.IN_HOUSE)
        & (providers.stage == 0)
    )
    locked &= ~providers.is_forming & (state.lots_held() > 0)
    works_too = (providers.works_in & providers.works_in[row]).any(axis=1)
    partners = np.flatnonzero(near & able & locked & works_too)
    partners = partners[partners != row]
    if not len(partners):
        return
    best = _willing_partner(state, row, partners)
    if best == NOBODY:
        return
    because = "in distress, it found a locked body to merge with"
    state.log.add(
        state.month, "merger", row, other=best, cash=float(providers.cash[row]), because=because
    )
    end_independence(state, row, Ending.MERGED_NONPROFIT, best, because)
    absorb(state, row, best)


def _willing_partner(state: State, row: int, partners: Ints) -> int:
    """The partner with the best record that would not lose money at its own costs."""
    order = partners[np.argsort(-state.providers.track[partners].max(axis=1), kind="stable")]
    for partner in order[: state.world.takeovers.candidates]:
        _ask, _limit, earnings = value_targets(state, int(partner), np.array([row]))
        if earnings[0] >= 0:
            return int(partner)
    return NOBODY


def _hand_back(state: State, row: int) -> None:
    """Hand back the lots that lose the most money, but not the last one."""
    lots, finance, providers = state.lots, state.world.finance, state.providers
    held = np.flatnonzero(lots.is_open & (lots.holder == row))
    price = np.maximum(lots.value[held] / MONTHS_PER_YEAR, 1.0)
    losing = held[lots.cost[held] > price * (1 + finance.handback_loss)]
    losing = losing[(lots.next_holder[losing] == NOBODY) & (lots.payer[losing] == Payer.COUNCIL)]
    if len(losing) == 0 or len(losing) == len(held):
        return
    state.flows.count("handbacks", lots.service[losing])
    state.log.add(
        state.month, "handback", row, council=int(lots.council[losing[0]]),
        service=int(lots.service[losing[0]]),
        lot=int(losing[0]), lots=len(losing), cash=float(providers.cash[row]),
        because="in distress, it gave up what loses most",
    )  # fmt: skip
    return_to_council(state, losing)


def fail(state: State, row: int, because: str) -> None:
    """A provider becomes insolvent: its lots go back, lenders and suppliers bear the overdraft."""
    providers, lots = state.providers, state.lots
    held = np.flatnonzero(lots.is_open & (lots.holder == row))
    state.log.add(
        state.month, "insolvent", row, council=int(providers.home[row]),
        cash=float(providers.cash[row]), earnings=float(providers.yearly_earnings[row]),
        posts=float(lots.required[held[lots.payer[held] == Payer.COUNCIL]].sum()),
        because=because,
    )  # fmt: skip
    for name in ("insolvencies", "company_failures"):
        state.flows.count(name, _service_of(state, row))
    end_independence(state, row, Ending.INSOLVENT, NOBODY, because)
    written_off = np.array([-providers.cash[row]])
    state.payments.pay("lenders", ("provider", np.array([row])), written_off, "written off")
    providers.is_active[row] = False
    providers.debt[row] = 0.0
    return_to_council(state, held)


def _service_of(state: State, row: int) -> Ints:
    """The service in which a provider mainly works."""
    held = state.lots.is_open & (state.lots.holder == row)
    if held.any():
        posts = sums(state.lots.service[held], state.lots.required[held], N_SERVICES)
        return np.array([int(np.argmax(posts))])
    return np.array([int(np.argmax(state.providers.works_in[row]))])


def return_to_council(state: State, rows: Ints) -> None:
    """Lots go back to the council at once.

    As provider of last resort the council keeps the staff on, at a step-in cost; without one, staff
    are redundant unless the lot is re-let in time.
    """
    people = np.add.reduceat(state.posts.is_filled.astype(np.float64), state.lots.first_post)[rows]
    state.flows.count("staff_of_failed", state.lots.service[rows], people)
    own = state.lots.payer[rows] != Payer.COUNCIL
    state.lots.relet_by[rows[own]] = state.month  # nobody steps in: it ends with this month
    rows, people = rows[~own], people[~own]
    if not len(rows):
        return
    lots, world = state.lots, state.world
    before, council = lots.holder[rows].copy(), lots.council[rows]
    value = lots.value[rows]
    lots.holder[rows] = council
    lots.set_price(rows, 0.0)
    lots.end[rows] = NEVER
    lots.letting[rows] += 1
    lots.stops[rows] = False
    state.flows.count("staff_returned", lots.service[rows], people)
    nobody = np.full(len(rows), NOBODY)
    note_awards(state, rows, np.zeros(len(rows), dtype=bool), nobody)
    own = np.isin(lots.next_holder[rows], before)
    lots.next_holder[rows[own]] = NOBODY
    lots.next_month[rows[own]] = NEVER
    move_staff(state, rows, before, council)
    if world.policy.last_resort:
        cost = value * world.finance.step_in_cost
        state.payments.pay(("council", council), "suppliers", cost, "step-in")
        state.flows.count("step_in_cost", lots.service[rows], cost)
    else:
        lots.relet_by[rows] = state.month + world.finance.relet_months


def lay_off_unlet(state: State) -> None:
    """Staff of failed lots that nobody has taken on in time lose their jobs.

    That happens only where no provider of last resort has kept them on.
    """
    lots, posts = state.lots, state.posts
    late = (lots.relet_by == state.month) & (lots.next_holder == NOBODY)
    if not late.any():
        return
    people = state.people_in(np.flatnonzero(late))
    own = late & (lots.payer != Payer.COUNCIL)
    # Own work ends with the month of the failure; all else waits, and people are hired meanwhile.
    waited = np.where(own, 0, state.world.finance.relet_months)
    was_there = people[posts.tenure[people] >= waited[posts.lot[people]]]
    posts.is_filled[people] = False
    lots.relet_by[late] = NEVER
    lost = np.bincount(posts.lot[people], minlength=lots.n)[late]
    state.flows.jobs_lost += int(lost.sum())
    for name in ("jobs_lost", "laid_off_unlet"):
        state.flows.count(name, lots.service[late], lost.astype(np.float64))
    state.flows.count("laid_off_of_failed", lots.service[posts.lot[was_there]])
    given_up = own[late] & state.providers.is_active[lots.holder[late]]
    state.flows.count("staff_of_failed", lots.service[late][given_up], lost[given_up].astype(float))
    for row, number in zip(np.flatnonzero(own), lost[own[late]], strict=True):
        state.log.add(
            state.month, "own_work_ended", int(lots.holder[row]), council=int(lots.council[row]),
            service=int(lots.service[row]), lot=int(row), people=float(number),
            because="nobody paid for it any longer, and no council had commissioned it",
        )  # fmt: skip
    close_lots(state, np.flatnonzero(own))
