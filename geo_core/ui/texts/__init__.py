"""The words that users read: one module a language, one flat dict each."""
