"""Foreign files read with distrust: bytes to grids (`read`, `rows`), grids to tables (`fit`)."""

from ckanext.infoprog.core.ingest.archive import Archive
from ckanext.infoprog.core.ingest.fit import Fitted, FittedStream, fit
from ckanext.infoprog.core.ingest.fitter import FittedRow
from ckanext.infoprog.core.ingest.grid import Format, Grid, GridRow, Merge, Reading
from ckanext.infoprog.core.ingest.limits import DEFAULT, STREAMED, Limits
from ckanext.infoprog.core.ingest.read import Stream, read, rows

__all__ = [
    "DEFAULT",
    "STREAMED",
    "Archive",
    "Fitted",
    "FittedRow",
    "FittedStream",
    "Format",
    "Grid",
    "GridRow",
    "Limits",
    "Merge",
    "Reading",
    "Stream",
    "fit",
    "read",
    "rows",
]
