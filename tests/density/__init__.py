"""Tests of `geo_core.density`."""
