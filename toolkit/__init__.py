"""Topic emphasis and admitted problems in Chinese rule-of-law government reports."""

from __future__ import annotations
