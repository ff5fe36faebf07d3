"""A photo to its embedding: networks, pooling, projection, device."""
