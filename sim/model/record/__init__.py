"""What is written down of a run: series, outcomes, and markets made by chance alone."""
