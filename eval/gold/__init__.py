"""Gold questions: their records and files, and the tools that check, draft and widen them."""
