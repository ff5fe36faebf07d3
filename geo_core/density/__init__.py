"""Neighbours to a density over the Earth, its modes, masses and regions."""
