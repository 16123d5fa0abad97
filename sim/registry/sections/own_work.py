"""Work that no council commissions: customers, funders, and members who are not staff."""

from sim.registry.fields import SHARE, Section, assumed


class OwnWork(Section):
    """Work that no council commissions: customers who renew, funders who grant, members who are not staff."""

    loyalty_gap: float = assumed(0.08, (0.0, 0.2), "share a year", "How much more often customers leave who are not members.", within=SHARE)
    joining: float = assumed(0.25, (0.05, 0.5), "share a year", "Customers at home who are not members and become so in a year.", within=SHARE)
    grant_rate: float = assumed(1.0, (0.3, 3.0), "per year", "Rate at which a body of average record wins its next grant while it looks for one.", within=(0, 50))
    grant_search_months: int = assumed(12, (3, 18), "months", "How long before a grant ends the search for the next begins.", within=(0, 240))
    vote_against_sale: float = assumed(2.0, (0.0, 4.0), "log-odds", "How strongly members who are not staff are against a sale, from which they gain nothing.", within=(0, 50))
