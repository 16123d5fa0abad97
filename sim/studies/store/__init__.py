"""The files of a result: written whole, sealed, read back checked, and told from other people's."""
