"""How much of what an image claims is believed; nothing real comes near."""

LONGEST_PATH = 4096
"""Characters; no system opens longer paths, so what claims to have one is not looked at closely."""

MOST_CHARACTERS = 1 << 26
"""Of all paths that one record names: short records can repeat long folders very often."""
