"""Who makes the runs of a plan, and how far they have come."""
