"""The tables, the money, the log."""
