"""An embedding to its nearest references."""
