"""The pages of a programme's reports, and of what changed from one to another."""

from flask import Blueprint, Response

from ckanext.infoprog.core.pages import changespage, reportpage, reportspage
from ckanext.infoprog.views import publicpage, reader

reports = Blueprint("infoprog_reports", __name__)


@reports.route("/programme/<slug>/reports")
@reports.route("/programme/<slug>/reports.<any(csv, xlsx, json):suffix>")
def listed(slug: str, suffix: str = "") -> Response:
    """Show the reports of a programme, or give them as a file."""
    return publicpage.of_package(slug, "infoprog/pages/reports.html", reportspage.page, suffix)


@reports.route("/programme/<slug>/reports/<name>")
def shown(slug: str, name: str) -> Response:
    """Show a report, or give its rows as a file."""
    return publicpage.of_key(
        slug, name, "infoprog/pages/report.html", "report", reportpage.page,
        lambda snapshot, _key: reportpage.near(snapshot, reader.spoken()),
    )  # fmt: skip


@reports.route("/programme/<slug>/changes")
@reports.route("/programme/<slug>/changes.<any(csv, xlsx, json, svg):suffix>")
def changed(slug: str, suffix: str = "") -> Response:
    """Show what changed between two reports, or give it as a file."""
    return publicpage.of_package(slug, "infoprog/pages/changes.html", changespage.page, suffix)
