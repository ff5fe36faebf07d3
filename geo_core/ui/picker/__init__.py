"""The picker: example photos to choose from."""
