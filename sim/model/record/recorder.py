"""Phase 12: what is written down each month, by service and for all services together."""

from collections.abc import Mapping

import numpy as np

from sim.arrays import Bools, Floats, Ints, sums
from sim.model.record.bodies import bodies
from sim.model.record.by_kind import LotPeople, abroad, by_kind, lot_people, on_the_front_line
from sim.model.record.catalogue import FLOWS, RATIOS
from sim.model.record.concentration import largest_first, measures, pooled_top_share, pools
from sim.model.record.leaders import regional_top_shares
from sim.model.record.nulls import History
from sim.model.record.series import ALL, Entry, Gap, Ratio, Total, over_a_run, worked_out
from sim.model.state.codes import Kind, Payer
from sim.model.state.state import N_SERVICES, State
from sim.registry.sections.kinds import KINDS
from sim.registry.sections.services import SERVICES
from sim.units import MONTHS_PER_YEAR

PLACEMENTS = ("homes", "fostering")
"""Services that place children with a home or a carer."""


class Recorder:
    """Collects the series of a run: an entry a month for each."""

    def __init__(self, state: State) -> None:
        self.months: list[dict[str, Entry]] = []
        self.history = History.of(state)
        self.holders: list[tuple[int, Floats, Floats]] = []
        self.regions: list[tuple[int, Floats]] = []
        service = state.lots.service
        external = state.is_external()
        self.opening_pool = [int((external & (service == s)).sum()) for s in range(N_SERVICES)]
        self.opening_pool.append(int(external.sum()))
        self._pool_share = np.full(N_SERVICES + 1, np.nan)

    def record(self, state: State) -> None:
        """Write down this month."""
        row: dict[str, Entry] = {}
        value, external = state.contract_value(), state.is_external()
        row |= _shares(state, value, external)
        row |= _concentration(state, value, external)
        if state.month % MONTHS_PER_YEAR == 0:
            self._pool_share = self._pools(state, value, external)
            self.history.note_year(state)
            self.regions.append((state.month, regional_top_shares(state)))
        row["top4_share_pool"] = self._pool_share
        row |= _counted(state)
        row |= _margins(state)
        staff = lot_people(state)
        row |= _staff(state, staff)
        row |= _money(state)
        row |= bodies(state)
        row |= _by_kind(state, value, staff)
        self.months.append(row)

    def series(self, name: str) -> Floats:
        """One series of the run so far. (M, S + 1)."""
        return worked_out([month[name] for month in self.months])

    def ratios_over_run(self) -> dict[str, Floats]:
        """Every series that is a ratio, over the months played, the opening left out. (S + 1,)."""
        played = self.months[1:] or self.months
        found = {name: over_a_run([month[name] for month in played]) for name in played[0]}
        return {name: values for name, values in found.items() if values is not None}

    def latest(self, name: str) -> Floats:
        """One series in the latest month. (S + 1,)."""
        now: Floats = worked_out([self.months[-1][name]])[0]
        return now

    def latest_of_all(self, name: str) -> float:
        """One series in the latest month, for all services together."""
        entry = self.months[-1][name]
        if isinstance(entry, Ratio):
            over, under = np.add.reduce(entry.over), np.add.reduce(entry.under)
            return float(over / under) if under > 0 else float("nan")
        if isinstance(entry, Total):
            return float(np.add.reduce(entry.values))
        return float(self.latest(name)[ALL])

    def _pools(self, state: State, value: Floats, external: Bools) -> Floats:
        lots = state.lots
        shares = np.full(N_SERVICES + 1, np.nan)
        for s in range(N_SERVICES + 1):
            mine = external if s == ALL else external & (lots.service == s)
            drawn = pools(state.seed, lots.identity, mine, self.opening_pool[s])
            shares[s] = pooled_top_share(lots.holder.astype(np.int64), value, drawn)
        return shares


def _shares(state: State, value: Floats, external: Bools) -> dict[str, Entry]:
    """Shares of yearly contract value by kind, and held at home."""
    lots, providers = state.lots, state.providers
    service, kind = lots.service, providers.kind[lots.holder]

    def by_service(mask: Bools) -> Floats:
        total: Floats = sums(service, value * mask, N_SERVICES)
        return total

    total = sums(service, value, N_SERVICES)
    cells = sums(service.astype(np.int64) * len(KINDS) + kind, value, N_SERVICES * len(KINDS))
    by_kind = cells.reshape(N_SERVICES, len(KINDS))
    row: dict[str, Entry] = {
        f"share_{name}": Ratio(by_kind[:, code], total) for code, name in enumerate(KINDS)
    }
    row["external_share"] = Ratio(by_service(external), total)
    private = (kind == Kind.GROUP) | ((kind == Kind.SMALL) & ~providers.is_charity[lots.holder])
    row["share_private"] = Ratio(by_service(private), total)
    at_home = (kind == Kind.IN_HOUSE) | (providers.home[lots.holder] == lots.council)
    row["share_local"] = Ratio(by_service(at_home), total)
    return row


def _concentration(state: State, value: Floats, external: Bools) -> dict[str, Floats]:
    """Concentration of the external market and of all supply."""
    lots = state.lots
    plain = ("top4_share", "top10_share", "hhi", "effective_suppliers")
    names = (*plain, *(f"{name}_all" for name in plain))
    row = {name: np.full(N_SERVICES + 1, np.nan) for name in names}
    cell = lots.service.astype(np.int64) * state.providers.n + lots.holder
    held = sums(cell, value, N_SERVICES * state.providers.n).reshape(N_SERVICES, -1)
    teams = state.n_council_teams
    for s in range(N_SERVICES + 1):
        by_holder = held.sum(axis=0) if s == ALL else held[s]
        for ending, several in (("", by_holder[teams:]), ("_all", by_holder)):
            found = measures(largest_first(several))
            for name, figure in zip(plain, found, strict=True):
                row[name + ending][s] = figure
    return row


def _counted(state: State) -> dict[str, Entry]:
    """What phases counted as it happened, by service, and the ratios of two such counts."""
    counts = state.flows.counts
    none = np.zeros(N_SERVICES)
    row: dict[str, Entry] = {name: Total(counts.get(name, none)) for name in FLOWS}
    for name, (over, under) in RATIOS.items():
        row[name] = Ratio(counts.get(over, none), counts.get(under, none))
    price, awards = (counts.get(name, none) for name in ("price_over_ceiling", "awards"))
    row["price_over_ceiling"] = Ratio(price, awards)
    return row


def _margins(state: State) -> dict[str, Entry]:
    """Trailing 12-month margin by kind.

    By service it is that of the kind's holders there, weighted by value.
    """
    providers, lots = state.providers, state.lots
    turnover, earnings = providers.yearly_turnover, providers.yearly_earnings
    margin = np.divide(earnings, turnover, out=np.zeros(providers.n), where=turnover > 0)
    rows = np.flatnonzero(lots.is_open & (lots.holder >= state.n_council_teams))
    value, holder = lots.value[rows], lots.holder[rows]
    cell = providers.kind[holder].astype(np.int64) * N_SERVICES + lots.service[rows]
    shape = (len(KINDS), N_SERVICES)
    held, earned = (
        sums(cell, gbp, len(KINDS) * N_SERVICES).reshape(shape)
        for gbp in (value, value * margin[holder])
    )
    kinds = ((Kind.MUTUAL, "mutual"), (Kind.SMALL, "small"), (Kind.GROUP, "group"))
    places = np.array([name in PLACEMENTS for name in SERVICES])
    row: dict[str, Entry] = {}
    for code, name in kinds:
        row[f"margin_{name}"] = Ratio(earned[code], held[code])
        row[f"margin_{name}_placements"] = Ratio(earned[code] * places, held[code] * places)
    return row


def _staff(state: State, staff: LotPeople) -> dict[str, Entry]:
    """Leaving, vacancies, terms, commitment and quality."""
    lots, flows = state.lots, state.flows
    everywhere = _everywhere(state, staff)
    totals = _added_up(state, everywhere, np.flatnonzero(lots.is_open))
    outside = _added_up(state, _outside(state, staff), np.flatnonzero(state.is_external()))
    kind = state.providers.kind[lots.holder].astype(np.int64)
    cell = kind * N_SERVICES + lots.service
    shape = (len(KINDS), N_SERVICES)
    leavers, people = (
        sums(cell, column * lots.is_open, len(KINDS) * N_SERVICES).reshape(shape)
        for column in (flows.leavers, flows.filled_at_start)
    )

    def leaving(whose: str) -> Ratio:
        return Ratio(MONTHS_PER_YEAR * outside[f"leavers_{whose}"], outside[f"staff_{whose}"])

    row: dict[str, Entry] = {
        "leaving_rate": Ratio(MONTHS_PER_YEAR * totals["leavers"], totals["staff"]),
        "leaving_first_holders": leaving("first"),
        "leaving_new_staff": leaving("new"),
        "leaving_protected": leaving("protected"),
        "leaving_new_terms": leaving("new_terms"),
    }
    for code, name in enumerate(KINDS):
        row[f"leaving_{name}"] = Ratio(MONTHS_PER_YEAR * leavers[code], people[code])
    required = totals["required"]
    row["vacancy_share"] = Ratio(totals["vacant"], required)
    row["agency_share"] = Ratio(totals["agency"], required)
    row["new_terms_share"] = Ratio(outside["on_new_terms"], outside["people"])
    mean_old = Ratio(outside["reward_old"], outside["on_old_terms"])
    mean_new = Ratio(outside["reward_new"], outside["on_new_terms"])
    row["reward_gap"] = Gap(mean_old, mean_new)
    row["commitment"] = Ratio(totals["commitment"], totals["people"])
    row["quality"] = Ratio(totals["quality"], required)
    row["open_lots"] = Total(sums(lots.service, lots.is_open.astype(np.float64), N_SERVICES))
    row["posts_required"] = Total(required)
    row["posts_filled"] = Total(totals["people"])
    return row


def _everywhere(state: State, staff: LotPeople) -> dict[str, Floats | Ints]:
    """What is added up about staff of all employers, by lot. (L,) each."""
    lots, flows = state.lots, state.flows
    vacant = np.maximum(lots.required - staff.people, 0.0)
    return {
        "leavers": flows.leavers,
        "staff": flows.filled_at_start,
        "people": staff.people,
        "commitment": staff.commitment,
        "required": lots.required,
        "vacant": vacant,
        "agency": vacant * state.services.agency_cover,
        "quality": lots.quality * lots.required,
    }


def _outside(state: State, staff: LotPeople) -> dict[str, Floats | Ints]:
    """What is added up about staff of outside employers alone, by lot. (L,) each."""
    flows = state.flows
    return {
        "leavers_first": flows.leavers_first,
        "leavers_new": flows.leavers - flows.leavers_first,
        "leavers_protected": flows.leavers_protected,
        "leavers_new_terms": flows.leavers - flows.leavers_protected,
        "staff_first": flows.filled_first,
        "staff_new": flows.filled_at_start - flows.filled_first,
        "staff_protected": flows.filled_protected,
        "staff_new_terms": flows.filled_at_start - flows.filled_protected,
        "people": staff.people,
        "on_new_terms": staff.on_new_terms,
        "on_old_terms": staff.people - staff.on_new_terms,
        "reward_old": staff.reward - staff.reward_new_terms,
        "reward_new": staff.reward_new_terms,
    }


def _added_up(state: State, columns: Mapping[str, Floats | Ints], rows: Ints) -> dict[str, Floats]:
    """Totals by service of several columns over some lots. (S,) each."""
    service = state.lots.service[rows].astype(np.int64)
    return {name: sums(service, column[rows], N_SERVICES) for name, column in columns.items()}


def _money(state: State) -> dict[str, Entry]:
    """Public cost, and what of it reaches the front line."""
    lots, counts = state.lots, state.flows.counts
    none = np.zeros(N_SERVICES)
    paid_for = state.is_public()
    price = np.where(state.is_external(), lots.value, lots.cost * MONTHS_PER_YEAR) * paid_for
    managed = np.where(state.is_external(), lots.value, 0.0) * state.world.costs.client_side
    cost = sums(lots.service, price + managed, N_SERVICES)
    cost += counts.get("step_in_cost", none) * MONTHS_PER_YEAR
    public = np.append(cost, cost.sum())
    public[ALL] += state.councils.stranded.clip(min=0).sum() * MONTHS_PER_YEAR
    front_line = sums(
        lots.service,
        on_the_front_line(state) * (lots.payer == Payer.COUNCIL),
        N_SERVICES,
    )
    return {
        "public_cost": public,
        "front_line_share": Ratio(front_line * MONTHS_PER_YEAR, cost),
    }


def _by_kind(state: State, value: Floats, staff: LotPeople) -> dict[str, Entry]:
    """What is seen by kind of employer, by tier of terms, and of mutuals alone."""
    found = by_kind(state, staff)
    row: dict[str, Entry] = dict(found.ratios)
    row |= {name: Total(values) for name, values in found.totals.items()}
    row["abroad_share_mutual"] = abroad(state, value)
    return row
