"""The reader: a question and passages in, the best spans of each out."""
