"""Workbooks: the tables that officials send, read cell by cell, and the forms that a superior issues, written and read back."""
