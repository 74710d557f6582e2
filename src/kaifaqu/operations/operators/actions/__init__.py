"""Writes of operators, by what they are about: companies and pilots, mandates with duties and fees, exits, assets, funds and needs."""
