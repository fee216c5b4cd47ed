"""Documents in, index out: everything Konkyo knows about a corpus before a question is asked."""
