"""The city nearest to a point, offline."""
