"""The ways from what is known of a photo to a density and a point, by name."""
