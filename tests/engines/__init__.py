"""Other engines than the one at hand, set up from Debian's packages, to run the engine tests on each."""
