"""From an experiment to the list of its runs."""
