"""The web application that gunicorn serves; the site's ini comes in CKAN_INI."""

import os
from logging.config import fileConfig

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

_ini = os.environ["CKAN_INI"]
fileConfig(_ini, disable_existing_loggers=False, encoding="utf-8")
application = make_app(CKANConfigLoader(_ini).get_config())
