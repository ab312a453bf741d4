"""The harbours that the service knows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Port:
    """A harbour; its place is in degrees, north and east count up."""

    name: str
    latitude: float
    longitude: float


PORTS = {
    "bergen": Port("Bergen", 60.39, 5.32),
    "esbjerg": Port("Esbjerg", 55.47, 8.45),
    "hull": Port("Hull", 53.74, -0.28),
    "reykjavik": Port("Reykjavik", 64.15, -21.94),
    "rotterdam": Port("Rotterdam", 51.95, 4.14),
}
