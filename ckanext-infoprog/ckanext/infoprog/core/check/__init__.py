"""The check of data: ingest, structure and rules in; one sorted Report out."""

from ckanext.infoprog.core.check.report import Known, Report
from ckanext.infoprog.core.check.run import check, check_folder, check_stream

__all__ = ["Known", "Report", "check", "check_folder", "check_stream"]
