"""The one shape of a figure: what is measured, of whom, when, how much, and where it stands written."""
