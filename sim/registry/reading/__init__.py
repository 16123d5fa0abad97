"""How a scenario becomes a world, or a list of everything wrong with it."""
