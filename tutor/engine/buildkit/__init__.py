"""Builds through BuildKit: the session that serves it, and the stream that it answers with."""
