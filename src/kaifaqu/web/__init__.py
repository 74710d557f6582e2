"""Settings, URLs, base templates, static files and the command line: where the rooms are put together."""
