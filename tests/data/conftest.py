"""The packages as the tests of the data read them."""

import pytest

from ckanext.infoprog.core import package
from ckanext.infoprog.core.model import Package
from tests.data.example import FOLDER


@pytest.fixture(scope="module")
def example() -> Package:
    """Return the example programme, read once a module."""
    return package.read_package(FOLDER)
