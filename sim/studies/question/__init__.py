"""What an experiment file asks, and what is wrong with it."""
