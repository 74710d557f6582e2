"""Template tags of 报表."""
