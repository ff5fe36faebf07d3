"""The page that shows how often each method is right, and where it went wrong."""
