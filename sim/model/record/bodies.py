"""Bodies other than council teams: how many there are, which mutuals are left and how they do."""

import numpy as np

from sim.arrays import Bools, Floats
from sim.model.record.series import Entry, Ratio, Total
from sim.model.state.codes import Ending, Kind
from sim.model.state.estimates import lives_by_giving
from sim.model.state.state import N_SERVICES, State
from sim.units import MONTHS_PER_YEAR


def bodies(state: State) -> dict[str, Entry]:
    """Bodies that exist, mutuals that are independent and those of them that earn a surplus."""
    providers = state.providers
    main = np.argmax(providers.works_in, axis=1)
    exists = providers.is_active & (providers.kind != Kind.IN_HOUSE) & ~providers.is_forming
    alive = exists & providers.is_spun_out & (providers.ending == Ending.STILL_INDEPENDENT)
    # Who never held a contract and lives by gifts has no cost here that it could fail on.
    lives_by_gifts = ~providers.has_traded & lives_by_giving(state, state.lots_held())
    a_year_old = alive & (state.month - providers.founded >= MONTHS_PER_YEAR)
    in_surplus = a_year_old & (providers.yearly_earnings > 0)

    def by_service(whose: Bools) -> Floats:
        return np.bincount(main[whose], minlength=N_SERVICES).astype(np.float64)

    return {
        "companies": Total(by_service(exists & ~lives_by_gifts)),
        "mutuals_alive": Total(by_service(alive)),
        "mutuals_in_surplus_share": Ratio(by_service(in_surplus), by_service(a_year_old)),
    }
