"""How each actor decides: pure functions over whole columns. No Mesa, no chance, no writing."""
