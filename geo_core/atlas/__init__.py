"""Reading an atlas: names, versions, checksums."""
