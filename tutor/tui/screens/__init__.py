"""The screens of the tutor, one a file."""
