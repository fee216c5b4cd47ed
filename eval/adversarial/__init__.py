"""Changed questions and changed corpora, made in code and seeded, and what must come of them."""
