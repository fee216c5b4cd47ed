"""The evaluation as a page to read: one static HTML file that needs no network."""
