"""Bytes to upright sRGB pixels, pixels to a network's input, and thumbnails.

`reading` is the way in and needs no torch; `preprocessing` is the only module that does.
"""
