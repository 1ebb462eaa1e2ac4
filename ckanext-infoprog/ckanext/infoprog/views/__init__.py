"""The plugin's blueprints, one a module."""

from flask import Blueprint

from ckanext.infoprog.views.api import api
from ckanext.infoprog.views.calendars import calendars
from ckanext.infoprog.views.comparisons import comparisons
from ckanext.infoprog.views.cycle import cycle
from ckanext.infoprog.views.data import data_pages
from ckanext.infoprog.views.discrepancies import discrepancies
from ckanext.infoprog.views.drafts import drafts
from ckanext.infoprog.views.editions import editions
from ckanext.infoprog.views.elsewhere import elsewhere
from ckanext.infoprog.views.executants import executants
from ckanext.infoprog.views.files import files
from ckanext.infoprog.views.forgery import forgery
from ckanext.infoprog.views.harvest_preview import harvest_preview
from ckanext.infoprog.views.harvest_status import harvest_status
from ckanext.infoprog.views.headers import headers
from ckanext.infoprog.views.health import health
from ckanext.infoprog.views.home import home
from ckanext.infoprog.views.indicators import indicators
from ckanext.infoprog.views.linked import linked
from ckanext.infoprog.views.managed import managed
from ckanext.infoprog.views.money import money
from ckanext.infoprog.views.packing import packing
from ckanext.infoprog.views.pages import pages
from ckanext.infoprog.views.passport import passport
from ckanext.infoprog.views.preview import preview
from ckanext.infoprog.views.programme import programme
from ckanext.infoprog.views.projects import projects
from ckanext.infoprog.views.register import register
from ckanext.infoprog.views.reports import reports
from ckanext.infoprog.views.rows import rows
from ckanext.infoprog.views.rowsearch import search
from ckanext.infoprog.views.sitemaps import sitemaps
from ckanext.infoprog.views.upload import upload
from ckanext.infoprog.views.versions import versions


def get_blueprints() -> list[Blueprint]:
    """Return all of them; the first to claim an address has it."""
    return [
        *(packing, headers, forgery, health, home, pages, preview, managed),
        *(files, upload, versions, rows, drafts, api),
        *(passport, register, linked, harvest_preview, harvest_status, programme),
        *(indicators, money, discrepancies, executants, projects, calendars),
        *(comparisons, data_pages, editions, reports, cycle, search, sitemaps, elsewhere),
    ]
