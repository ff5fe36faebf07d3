"""Features that a person designed, not a network: those of Im2GPS (Hays and Efros, CVPR 2008)."""
