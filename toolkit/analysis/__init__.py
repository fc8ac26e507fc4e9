"""From paragraphs to findings."""
