"""The forms that a package is published in: workbook, SQLite, ZIP, structure file."""
