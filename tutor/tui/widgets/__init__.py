"""The widgets of the screens, one a file; they post messages and never meet each other."""
