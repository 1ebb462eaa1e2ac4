"""The profile by which ckanext-dcat writes this portal's datasets; it reads more than DCAT-AP 3."""

from typing import Any

from ckanext.dcat.profiles import EuropeanDCATAP3Profile
from rdflib import URIRef

from ckanext.infoprog.linked import catalog, describe, read


class InfoprogProfile(EuropeanDCATAP3Profile):
    """DCAT-AP 3 with every element of the passport."""

    def parse_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> dict[str, Any]:
        """Return a dataset as DCAT-AP 3 is read, with the fields of our schema."""
        found: dict[str, Any] = super().parse_dataset(dataset_dict, dataset_ref)
        read.fill(self.g, dataset_ref, found)
        return found

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> None:
        """Describe a dataset under its stored URI."""
        describe.add(self.g, dataset_dict)

    def graph_from_catalog(self, catalog_dict: dict[str, Any], catalog_ref: URIRef) -> None:
        """Describe the portal."""
        catalog.add(self.g, catalog_ref)
