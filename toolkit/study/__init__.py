"""The verbs that join stages."""
