"""What councils let, for how long, and what they take back."""

from sim.registry.fields import SHARE, Section, assumed, estimated, lever, measured


class Market(Section):
    """What councils let, for how long, and what they take back."""

    contract_months: int = lever(
        measured(48, (36, 60), "months", "Length of a contract before any extension.", within=(6, 600), source="E72 E73"),
        moves="mean_tenders mean_mutuals_alive mean_share_mutual",
        beside="market.term_jitter_months market.first_contract_factor",
        compared=(48, 120),
    )
    extension_months: int = measured(24, (0, 60), "months", "Extension the contract allows once.", within=(0, 240), source="E72 E73")
    term_jitter_months: int = assumed(0, (0, 6), "months", "Contracts are let for up to this much more or less.", within=(0, 60))
    notice_months: int = lever(
        assumed(4, (3, 9), "months", "Time from award to transfer; the incumbent holds over.", within=(1, 24)),
        moves="mean_tenders mean_incumbents_kept_share",
        beside="market.no_bid_extension_months",
        compared=(4, 9),
    )
    first_contract_factor: float = estimated(1.0, (0.75, 1.25), "factor", "A mutual's first term over the usual one.", within=(0.1, 5), source="E63")
    extend_quality: float = assumed(0.5, (0.4, 0.6), "quality 0 to 1", "Quality at which half of the possible extensions are given.", within=SHARE)
    extend_steepness: float = assumed(12, (4, 30), "log-odds per quality", "How sharply extension follows quality.", within=(0, 200))
    testing_rate: float = assumed(0.06, (0.0, 0.12), "per year", "Rate at which an in-house lot is put to market.", within=(0, 5))
    testing_surge: float = assumed(2.0, (1, 3), "factor", "Rate of market testing until 2016 over later years.", within=(0, 20))
    surge_months: int = assumed(36, (24, 48), "months", "How long the surge of market testing lasts.", within=(0, 600))
    insourcing_level: float = estimated(0.25, (0.1, 0.4), "share of lettings", "Scales every service's chance of insourcing together; 0.25 leaves them as listed.", within=SHARE, source="E86")
    insource_price: float = assumed(5, (2, 10), "log-odds per share of ceiling", "Effect on insourcing of a best bid above in-house cost (k1).", within=(0, 50))
    insource_quality: float = assumed(3, (1, 6), "log-odds per quality", "Effect on insourcing of the holder's quality (k2).", within=(0, 50))
    taste_spread: float = assumed(0.7, (0.3, 1.2), "log-odds", "Spread between councils of the taste for in-house.", within=(0, 5))
    no_bid_raise: float = assumed(0.05, (0.0, 0.1), "share of ceiling", "Rise of the ceiling when nobody bids.", within=SHARE)
    no_bid_extension_months: int = assumed(12, (6, 24), "months", "Extension of the holder when nobody bids.", within=(1, 120))
    no_bid_tries: int = assumed(2, (1, 3), "lettings", "Lettings without a bid before a lot goes in-house.", within=(1, 20))
    budget_years: int = estimated(10, (5, 15), "years", "Years after which budgets stop falling.", within=(0, 100), source="E87")
    region_least_lots: int = assumed(3, (2, 6), "lots", "Lots a region needs for the drift null to be drawn in it.", within=(1, 1000))
