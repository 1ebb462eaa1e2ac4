"""The pages of a strategy's projects, and of surveys."""

from functools import partial

from flask import Blueprint, Response, request

from ckanext.infoprog.core.pages import extract, paths, projectpage, surveypage
from ckanext.infoprog.core.pages.frame import Page, Reader
from ckanext.infoprog.views import publicpage, published

projects = Blueprint("infoprog_projects", __name__)


@projects.route("/projects")
@projects.route("/projects.<any(csv, xlsx, json):suffix>")
def listed(suffix: str = "") -> Response:
    """Show the projects of all strategies, or give them as a file."""
    part, found = published.part(request.args, None, published.STRATEGY)

    def make(reader: Reader) -> Page:
        return projectpage.listed([one.snapshot() for one in found], reader, part)

    return publicpage.of_portal("infoprog/pages/projects.html", make, found, suffix, part)


@projects.route("/projects/<name>")
def shown(name: str) -> Response:
    """Show a project, or give its page as a file."""
    key, suffix = paths.split(name)
    found = published.strategies()
    for one in published.extracts(extract.NAMING, found):
        if key in one.projects:
            return publicpage.of_package(
                one.slug, "infoprog/pages/project.html",
                partial(projectpage.page, key=key), suffix,
                what="project", fits=projectpage.has, part=("project", key),
            )  # fmt: skip
    near = projectpage.near([one.snapshot() for one in found], key)
    return publicpage.missing("project", key, near)


@projects.route("/survey/<name>")
def survey(name: str) -> Response:
    """Show a survey, or give its answers as a file."""
    slug, suffix = paths.split(name)
    return publicpage.of_package(
        slug, "infoprog/pages/survey.html", surveypage.page, suffix,
        what="survey", fits=surveypage.has,
    )  # fmt: skip
