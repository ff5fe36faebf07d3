"""The page that teaches the method in five steps, on the reader's own photo."""
