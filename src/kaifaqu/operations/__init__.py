"""The work of a zone, in the order of a project's life. Its rooms move in one after another."""
