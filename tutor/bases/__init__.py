"""Base images made present: found in the engine, pulled, or built as a stand-in; and what this host must add to them."""
