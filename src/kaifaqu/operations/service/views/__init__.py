"""Pages of service: tickets, visits, and the enterprise's own door."""
