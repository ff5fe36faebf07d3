"""Building, training and evaluation: never imported by serving."""
