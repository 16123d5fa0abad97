"""What makes the pages of this repository: tables, measured effects, cases, the site."""
