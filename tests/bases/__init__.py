"""Tests of the base images."""
