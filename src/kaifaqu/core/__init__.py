"""Pure rules of the field: no Django, no clock, no network, no settings."""
