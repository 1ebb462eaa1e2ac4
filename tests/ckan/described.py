"""A dataset that says all that a dataset can, and datasets as the portal writes them in RDF."""

import ckan.plugins.toolkit as tk
from rdflib import Graph

WHOLE = {
    "title": "Бюджет громади",
    "title_en": "Budget of the community",
    "notes": "Видатки за роками.",
    "infoprog_purpose": "Бюджетний кодекс. Показати видатки.",
    "infoprog_language": "ua",
    "infoprog_update_frequency": "once a quarter",
    "infoprog_data_as_of": "2026-10-01",
    "infoprog_keywords_en": "budget, money",
    "tags": [{"name": "бюджет"}],
    "infoprog_publisher_id": "26241020",
    "infoprog_catuttc": "UA35040000000034705",
    "infoprog_spatial": "Кропивницька громада",
    "infoprog_temporal_start": "2025-01-01",
    "infoprog_temporal_end": "2025-12-31",
    "infoprog_conforms_to": "https://example.org/standard",
    "infoprog_structure": "https://example.org/structure.csv",
    "maintainer": "Відділ фінансів",
    "maintainer_email": "finance@rada.example",
    "license_id": "cc-by",
}


def graph_of(name: str, **more: object) -> Graph:
    """Return a dataset as the portal writes it in RDF/XML, read again."""
    text = tk.get_action("dcat_dataset_show")({"user": ""}, {"id": name, "format": "xml", **more})
    return Graph().parse(data=text, format="xml")
