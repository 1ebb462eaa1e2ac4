"""The plugin's blueprints, one a module."""

from flask import Blueprint

from ckanext.infoprog.views.headers import headers
from ckanext.infoprog.views.health import health
from ckanext.infoprog.views.home import home
from ckanext.infoprog.views.pages import pages
from ckanext.infoprog.views.preview import preview


def get_blueprints() -> list[Blueprint]:
    """Return all of them; the first to claim an address has it."""
    return [headers, health, home, pages, preview]
