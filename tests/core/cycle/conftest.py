"""The example programme as the tests of the cycle find it."""

from pathlib import Path

import pytest

from tests.core.cycle import places


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the example programme."""
    return places.example(tmp_path)
