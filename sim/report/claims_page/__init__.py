"""The page of claims: who said what, and what the model says."""
