"""Linked data of the portal: DCAT-AP, catalogue pages, schema.org; all read the passport."""
