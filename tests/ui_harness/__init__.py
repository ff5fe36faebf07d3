"""A page with made-up results, to try the components without an atlas or a network."""
