"""Files that users write: text, TOML and tables, read one way at every door."""
