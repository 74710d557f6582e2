"""Template words of the projects room."""
