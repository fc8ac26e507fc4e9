"""Learning categories from labels."""
