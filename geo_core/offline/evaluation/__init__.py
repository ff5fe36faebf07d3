"""Accuracy, its protocol and its baselines."""
