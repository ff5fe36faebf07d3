"""The guessing game: photos whose place is known, seats that guess it, scores; no page, no network."""
