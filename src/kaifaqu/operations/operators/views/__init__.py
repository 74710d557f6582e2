"""Pages of operators: the register and a zone's duties; one company with its mandates, exits and assets; funds and needs."""
