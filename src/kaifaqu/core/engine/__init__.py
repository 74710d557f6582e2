"""Dated formulas over statements: values with their explanation, scores with theirs. Exact; no clock, no database."""
