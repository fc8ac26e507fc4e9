"""The outline's categories and people's judgements."""
