"""The two versions of a dataset that tests of versions and rows read."""

from tests.ckan.publications import funding, measure

FIRST = {
    "measures": [measure("1.3", "Електронна черга")],
    "funding": [funding("1.3", "1604850.00"), funding("1.3", "10.00", "2027")],
}
SECOND = {
    "measures": FIRST["measures"],
    "funding": [funding("1.3", "1700000.00"), funding("1.3", "10.00", "2028")],
}
