"""How new small providers come about."""

from sim.registry.fields import Section, assumed, estimated


class Entry(Section):
    """New small providers."""

    rate: float = estimated(8, (2, 15), "per year and service in England", "Rate of entry at a five per cent margin and ease 1.", within=(0, 500), source="E17")
    margin_from: float = assumed(0.05, (0.02, 0.08), "share", "Margin above which entry begins, and the margin above it at which the rate is reached.", within=(0.001, 1))
    bids_a_year: float = assumed(4, (2, 8), "bids per year", "Bids of an entrant in its first two years.", within=(0, 100))
    idle_months: int = assumed(24, (12, 36), "months", "Time without a lot after which a small provider winds up.", within=(1, 600))
