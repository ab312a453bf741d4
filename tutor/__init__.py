"""Multi-Stage Tutor: learn Docker multi-stage builds with real builds."""

__version__ = "0.1.0"
