"""How far a voyage is, and how long it takes."""

import seadistance

KNOTS = 12
"""Nautical miles in an hour."""


def voyage(start, end):
    """Return the distance in nautical miles and the hours at sea, rounded to one digit."""
    miles = seadistance.between(start.latitude, start.longitude, end.latitude, end.longitude)
    return {"miles": round(miles, 1), "hours": round(miles / KNOTS, 1)}
