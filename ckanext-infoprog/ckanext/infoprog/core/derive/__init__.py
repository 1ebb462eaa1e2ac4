"""Derived data: the Resolution 835 tables and datapackage.json, built from the packages."""
