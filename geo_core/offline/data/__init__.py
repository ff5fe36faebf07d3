"""Which photos there are, with their places and credits; which may be query, which reference."""
