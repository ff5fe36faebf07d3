"""Photos to an atlas."""
