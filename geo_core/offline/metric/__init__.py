"""Training embedders to bring photos of one place together: the paper's section 3.2."""
