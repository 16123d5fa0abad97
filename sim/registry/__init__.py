"""What we assume: every number with its unit, range and source, and how a scenario becomes a world."""
