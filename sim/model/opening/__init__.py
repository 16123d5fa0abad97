"""How the world stands in April 2013."""
