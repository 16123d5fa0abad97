"""Work that no council commissions: customers, funders, and members who are not staff."""

from sim.registry.fields import SHARE, Section, assumed, estimated


class OwnWork(Section):
    """Work that no council commissions: customers who renew, funders who grant, members who are not staff."""

    loyalty_gap: float = assumed(0.08, (0.0, 0.2), "share a year", "How much more often customers leave who are not members.", within=SHARE)
    joining: float = assumed(0.25, (0.05, 0.5), "share a year", "Customers at home who are not members and become so in a year.", within=SHARE)
    grant_rate: float = assumed(1.0, (0.3, 3.0), "per year", "Rate at which a body of average record wins its next grant while it looks for one.", within=(0, 50))
    grant_search_months: int = assumed(12, (3, 18), "months", "How long before a grant ends the search for the next begins.", within=(0, 240))
    customers_pay: float = assumed(0.5, (0.0, 0.9), "share of lots", "Part of the lots of a new customers' mutual that its customers pay for from the start, the council no longer.", within=SHARE, source="E252: four fifths in Sandwell, hardly any in Buckinghamshire")
    customer_value: float = estimated(75000, (20000, 150000), "GBP per year", "What one customer of such a mutual pays.", within=(100, 1e9), source="E66 E252")
    customer_members: float = estimated(0.6, (0.3, 1.0), "share of customers", "Customers of such a mutual who are members at the start.", within=SHARE, source="E252")
    customer_loyalty: float = assumed(0.95, (0.85, 0.99), "share a year", "Members of such a mutual who renew each year.", within=SHARE)
    council_votes: float = estimated(0.2, (0.0, 0.4), "share of votes", "Votes of the council in such a mutual; the rest are its customers'.", within=SHARE, source="E252")
    least_customers: float = assumed(0.3, (0.1, 0.5), "share of customers", "Part of its first customers below which a body gives its work for customers up.", within=SHARE)
    vote_against_sale: float = assumed(2.0, (0.0, 4.0), "log-odds", "How strongly members who are not staff are against a sale, from which they gain nothing.", within=(0, 50))
