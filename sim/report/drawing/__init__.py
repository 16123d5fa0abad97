"""Charts, maps and tables as pictures and markup."""
