"""Pictures for the README and for whoever builds an atlas."""
