"""An index in, answers out: retrieval, reading and the HTTP service over one generation."""
