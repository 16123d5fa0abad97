"""The tables, the money, and how the world stands in April 2013."""
