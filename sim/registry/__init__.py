"""What we assume: every number with unit, range and source; how a scenario becomes a world."""
