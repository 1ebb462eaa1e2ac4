"""Validation of a package: its structure table by table, then the rules across its tables."""
