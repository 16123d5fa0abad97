"""A sweep: many worlds from one line, their table, effects and picture."""
