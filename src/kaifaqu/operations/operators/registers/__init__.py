"""The lists of the operators as they go in and out of Excel: one module for each kind of book; the settings' REGISTERS name them."""
