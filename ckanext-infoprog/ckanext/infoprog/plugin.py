"""The CKAN plugin `infoprog`: it only tells CKAN which modules do the work."""

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultTranslation


@tk.blanket.config_declarations
class InfoprogPlugin(p.SingletonPlugin, DefaultTranslation):
    """Publish municipal digital-development programmes."""

    p.implements(p.IConfigurer)
    p.implements(p.ITranslation)

    def update_config(self, config: CKANConfig) -> None:
        """Add our templates, static files and assets to CKAN's."""
        tk.add_template_directory(config, "templates")
        tk.add_public_directory(config, "public")
        tk.add_resource("assets", "infoprog")
