"""The profile by which ckanext-dcat writes this portal's datasets; it reads as DCAT-AP 3 reads."""

from typing import Any

from ckanext.dcat.profiles import EuropeanDCATAP3Profile
from rdflib import URIRef

from ckanext.infoprog.linked import catalog, describe


class InfoprogProfile(EuropeanDCATAP3Profile):
    """DCAT-AP 3 with every element of the passport."""

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> None:
        """Describe a dataset under its stored URI."""
        describe.add(self.g, dataset_dict)

    def graph_from_catalog(self, catalog_dict: dict[str, Any], catalog_ref: URIRef) -> None:
        """Describe the portal."""
        catalog.add(self.g, catalog_ref)
