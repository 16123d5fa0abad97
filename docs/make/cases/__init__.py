"""The cases: what is known of each, what is assumed, and what many runs of its world show."""
