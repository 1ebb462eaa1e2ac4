"""The example programme, and what the tests reckon of its rows."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from ckanext.infoprog.core import workspace
from ckanext.infoprog.core.model import Row

FOLDER = workspace.find(Path(__file__)).examples / "zrazkova-hromada"


def add_up(rows: Iterable[Row], column: str = "amount") -> Decimal:
    """Return the sum of a column."""
    return sum((Decimal(str(row[column])) for row in rows), Decimal(0))
