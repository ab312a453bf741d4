"""The outside world of containers; the only importer of the Docker SDK."""
