"""Findings on paper and screen."""
