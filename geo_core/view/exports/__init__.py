"""Answers to take away: tables, maps, a globe, a card. Nothing of the photo's file is in them."""
