"""How the bundled models were made: from public data to a folder of ``indexer/models``."""
