"""The tutor as lines of text and JSON: for scripts, CI, screen readers and plain terminals."""
