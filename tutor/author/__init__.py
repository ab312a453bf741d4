"""For those who write labs: begin one from a template, and prove that it works before a class sees it."""
