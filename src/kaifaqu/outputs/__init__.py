"""What people and machines see. Reads any room, writes nothing that a station reads."""
