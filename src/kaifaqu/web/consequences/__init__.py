"""What follows from a published class of an operating company: it is paid by it, or let go."""
