"""What has become of this portal's datasets on the portals that harvest it, for everybody to see.

Runs of `infoprog harvest status --history` leave what they found in a folder; it is only read here.
"""

import logging
from datetime import UTC, datetime
from pathlib import Path

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ckanext.infoprog import config
from ckanext.infoprog.core.harvest import history
from ckanext.infoprog.core.harvest.history import HistoryError
from ckanext.infoprog.core.harvest.standing import Status
from ckanext.infoprog.core.reports import arrivalpage, arrivaltext
from ckanext.infoprog.views import reader
from ckanext.infoprog.views.reader import CSV, JSON

harvest_status = Blueprint("infoprog_harvest_status", __name__)

log = logging.getLogger(__name__)
RUNS = 60  # of the past that the page lists
DATASETS = 200  # that the page lists; the CSV has all


@harvest_status.route("/harvest-status")
def page() -> Response:
    """Show what arrived, what did not and since when."""
    found, folder = _found(), _folder()
    words = reader.spoken()
    shown = _chosen(found)
    data = {
        "portals": [(history.name_of(one.target), one.target) for one in found],
        "name": history.name_of(shown.target) if shown else "",
        "most": DATASETS,
        "shown": arrivalpage.page(shown, words, datetime.now(UTC)) if shown else None,
        "past": arrivalpage.past(history.past(folder, shown.target, RUNS), words) if shown else [],
    }
    response = reader.plain(tk.render("infoprog/harvest_status.html", data), "text/html")
    reader.tag(response)
    return response


@harvest_status.route("/harvest-status.json")
def as_json() -> Response:
    """Give the last status of a portal as JSON."""
    return _tagged(arrivaltext.as_json(_needed(), reader.spoken()), JSON)


@harvest_status.route("/harvest-status.csv")
def as_csv() -> Response:
    """Give the last status of a portal as CSV, an issue a row."""
    shown = _needed()
    response = _tagged(arrivaltext.as_csv(shown, reader.spoken()), CSV)
    filename = f"harvest-status-{history.name_of(shown.target)}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


def _folder() -> Path:
    """Return where runs leave what they found; 404 on a portal that has no such place."""
    if not config.harvest_status_folder():
        return tk.abort(404, tk._("Page not found"))
    return Path(config.harvest_status_folder())


def _found() -> list[Status]:
    """Return the last status of every portal; 503 where one cannot be read."""
    try:
        return history.every(_folder())
    except HistoryError:
        log.exception("The status of the harvest cannot be read")
        return tk.abort(503, tk._("What the runs have left cannot be read; see the portal’s log."))


def _chosen(found: list[Status]) -> Status | None:
    """Return the status that the address names, else the first; 404 where it names none."""
    wanted = tk.request.args.get("portal")
    named = [one for one in found if wanted in (None, "", history.name_of(one.target))]
    if wanted and not named:
        return tk.abort(404, tk._("Page not found"))
    return named[0] if named else None


def _needed() -> Status:
    """Return the status that the address names; 404 where there is none yet."""
    shown = _chosen(_found())
    return shown if shown else tk.abort(404, tk._("Page not found"))


def _tagged(text: str, mimetype: str) -> Response:
    response = reader.plain(text, mimetype)
    reader.tag(response)
    return response
