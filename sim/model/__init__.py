"""What happens: the state, the rules, April 2013, the months, and what is written down of them."""
