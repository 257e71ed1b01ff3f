"""One file for each survey provider: how it writes a delivery. ``signatures.py`` says how they sign it."""
