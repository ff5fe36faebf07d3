"""Bytes to an upright sRGB photo, and a photo to a network's input."""
