"""The search of rows: what of a package is searched, what was asked, how what was found is told."""
