"""Files to documents to paragraphs."""
