"""Records to what a globe draws: layers, colours, rows. Longitude first only here."""
