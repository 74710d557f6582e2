"""Reads Chinese bulletins and sheets into statements, events, names and checks; the same answer every time."""
