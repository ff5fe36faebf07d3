"""Geometry that is true of any points on the Earth taken as a sphere."""
