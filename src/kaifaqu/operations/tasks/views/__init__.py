"""Pages of tasks, meetings, campaigns and promises."""
