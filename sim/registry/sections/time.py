"""When the world starts and how long it runs."""

from sim.registry.fields import Section, assumed


class Time(Section):
    """When the world starts and how long it runs."""

    start_year: int = assumed(2013, (2013, 2013), "year", "Year of the first month.", within=(1990, 2100))
    start_month: int = assumed(4, (4, 4), "month of year", "First month; 4 is April, when council years begin.", within=(1, 12))
    years: int = assumed(15, (10, 20), "years", "Length of a run.", within=(1, 60))
