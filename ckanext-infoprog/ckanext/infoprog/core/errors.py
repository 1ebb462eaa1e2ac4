"""Exceptions of code and environment; a fault in data is an Issue, never one of these.

InfoprogError
├── UsageError          what was asked for does not exist or makes no sense
├── WorkspaceError      the schemas or the working folder cannot be found
├── SchemaError         a schema file is unknown or damaged
├── CatalogueError      a finding code is unknown or its template is damaged
├── ExportError         a package cannot be put into a form that it is published in
└── PackageError        a package cannot be read or written as it stands
    └── CellError       one cell does not hold what its field declares
"""

from __future__ import annotations


class InfoprogError(Exception):
    """The root of all our exceptions; its text is a sentence for a person."""


class UsageError(InfoprogError):
    """What the caller asked for does not exist or makes no sense."""


class WorkspaceError(InfoprogError):
    """The schemas or the working folder cannot be found."""


class SchemaError(InfoprogError):
    """A schema is unknown, or its file is damaged."""


class CatalogueError(InfoprogError):
    """A finding code is not in the catalogue, or its template asks for a missing parameter."""


class ExportError(InfoprogError):
    """A package cannot be put into a form that it is published in: workbook, SQLite, ZIP."""


class PackageError(InfoprogError):
    """A package cannot be read or written as it stands."""


class CellError(PackageError):
    """One cell does not hold what its field declares; `code` is the finding it would give."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the finding code beside the sentence."""
        super().__init__(message)
        self.code = code
