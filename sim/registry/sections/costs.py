"""What it costs to run a service."""

from sim.registry.fields import SHARE, Section, assumed, estimated


class Costs(Section):
    """What it costs to run a service."""

    overhead: float = estimated(0.12, (0.08, 0.33), "share of direct cost", "Overhead at the reference size.", within=(0, 2), source="E113")
    overhead_size: float = assumed(4.0e6, (2e6, 8e6), "GBP per year", "Direct cost of the reference size.", within=(1e3, 1e12))
    overhead_elasticity: float = estimated(-0.1, (-0.2, 0.0), "elasticity", "How overhead falls with size.", within=(-1, 0), source="E116")
    overhead_most: float = estimated(0.25, (0.2, 0.33), "share of direct cost", "Highest overhead share of a small provider.", within=(0, 3), source="E113")
    overhead_lag: float = estimated(12, (6, 24), "months", "Time that overhead takes to fall after a contract is lost: the cliff.", within=(1, 120), source="E116")
    recharge: float = assumed(0.12, (0.08, 0.20), "share of direct cost", "Central charge on council teams.", within=(0, 2))
    stranded_share: float = assumed(0.5, (0.25, 0.75), "share of recharge", "Recharge that stays with the council after a spin-out.", within=SHARE)
    stranded_months: int = assumed(36, (24, 48), "months", "How long stranded cost lasts.", within=(0, 240))
    client_side: float = assumed(0.02, (0.01, 0.04), "share of price", "Council's cost of managing a contract.", within=SHARE)
