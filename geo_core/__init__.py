"""Tell where on Earth a photo was taken, and why one may think so.

The data flows one way::

    photo → embedding → neighbours → density → prediction → view

A photo is embedded by a convolutional network; its nearest neighbours among
geotagged references vote for places; their votes, smoothed by a kernel, are a
density over the Earth; its modes are the answer, and the view draws all of it
on a globe. The package follows Vo, Jacobs and Hays, "Revisiting IM2GPS in the
Deep Learning Era" (ICCV 2017). Use it through :mod:`geo_core.api`.

Conventions: places are (lat, lon) in degrees, float64, at every public edge;
unit vectors (N, 3) inside; longitude comes first only in ``view``. A unit
stands in the name (``_km``, ``_deg``, ``_rad``, ``_km2``).

Importing this package runs nothing and imports nothing.
"""
