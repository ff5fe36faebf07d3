"""Many users at once, on loopback."""
