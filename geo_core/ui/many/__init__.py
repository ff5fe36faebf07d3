"""The page for many photos at once."""
