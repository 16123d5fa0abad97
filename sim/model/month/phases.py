"""The month, in order: a page of named phases.

Everyone decides on last month's world; then the market settles.
"""

from collections.abc import Callable

from sim.model.month.accounts import settle_accounts
from sim.model.month.bidding import decide_bids
from sim.model.month.budgets import step_budgets
from sim.model.month.distress import face_distress, lay_off_unlet
from sim.model.month.endings import find_endings
from sim.model.month.entry import let_enter
from sim.model.month.notices import decide_notices
from sim.model.month.own_work import renew_own_work
from sim.model.month.quality import move_quality
from sim.model.month.settling import settle_tenders
from sim.model.month.spin_outs import propose_spin_outs
from sim.model.month.stakes import creep_stakes, grown_into_groups
from sim.model.month.stopping import stop_services
from sim.model.month.takeovers import settle_takeovers
from sim.model.month.transfers import transfer_contracts
from sim.model.month.workforce import work_a_month
from sim.model.state.state import Flows, State
from sim.units import MONTHS_PER_YEAR


def open_month(state: State) -> None:
    """Nothing has happened yet this month."""
    state.flows = Flows.of(state.lots.n)
    state.payments.this_month = {}


def let_contracts(state: State) -> None:
    """Councils put lots to market, spin-outs are proposed and providers bid.

    All tenders are settled at once.
    """
    notices = decide_notices(state)
    notices = propose_spin_outs(state, notices)
    bids = decide_bids(state, notices)
    settle_tenders(state, notices, bids)


def change_owners(state: State) -> None:
    """Takeovers are tried, partners raise stakes, bodies end, firms enter."""
    settle_takeovers(state)
    creep_stakes(state)
    find_endings(state)
    let_enter(state)
    if state.month % MONTHS_PER_YEAR == MONTHS_PER_YEAR - 1:
        grown_into_groups(state)


def close_month(state: State) -> None:
    """The month is over."""
    state.month += 1


PHASES: tuple[tuple[str, Callable[[State], None]], ...] = (
    ("the month opens", open_month),
    ("budgets and need", step_budgets),
    ("customers renew and funders grant", renew_own_work),
    ("contracts are let", let_contracts),
    ("services stop", stop_services),
    ("contracts and staff move", transfer_contracts),
    ("staff work, leave and are hired", work_a_month),
    ("quality", move_quality),
    ("accounts", settle_accounts),
    ("distress", face_distress),
    ("redundancy of unlet staff", lay_off_unlet),
    ("ownership changes", change_owners),
)
"""The phases of a month by name, in order. Recording and the turn of the month follow."""
