"""Documents for officers: one description written as a text document and as a workbook."""
