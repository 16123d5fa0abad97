"""The sections of the report, each a question of the reader."""
