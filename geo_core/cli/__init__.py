"""`python -m geo_core …`: one file a subcommand; parser → settings → one call."""
