"""The nouns of the tutor and their rules: frozen values, standard library only."""
