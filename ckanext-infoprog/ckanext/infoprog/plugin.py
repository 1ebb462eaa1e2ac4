"""The CKAN plugin `infoprog`: it only tells CKAN which modules do the work."""

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.authz import get_local_functions
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultTranslation
from ckan.types import AuthFunction, Context
from flask import Blueprint, Flask

from ckanext.infoprog import (
    addresses,
    cli,
    exports,
    feeds,
    formatting,
    forms,
    helpers,
    licences,
    rendering,
    search_words,
    uploads,
    views,
    wording,
)
from ckanext.infoprog.linked import actions as linked
from ckanext.infoprog.logic import auth, managed, refusing, validators
from ckanext.infoprog.storage import rowindex
from ckanext.infoprog.views import outage, refusal


@tk.blanket.actions(lambda: {**refusing.actions(), **linked.actions()})
@tk.blanket.cli(cli.get_commands)
@tk.blanket.config_declarations
@tk.blanket.helpers(
    {
        **{
            name: function
            for module in (helpers, formatting, wording, forms)
            for name, function in get_local_functions(module)
        },
        "render_markdown": rendering.render_markdown,
    }
)
@tk.blanket.validators(validators)
class InfoprogPlugin(p.SingletonPlugin, DefaultTranslation):
    """Publish municipal digital-development programmes."""

    p.implements(p.IConfigurer)
    p.implements(p.ITranslation)
    p.implements(p.IAuthFunctions)
    p.implements(p.IBlueprint)
    p.implements(p.IFacets, inherit=True)
    p.implements(p.IFeed, inherit=True)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IResourceController, inherit=True)

    def update_config(self, config: CKANConfig) -> None:
        """Add our templates, static files and assets to CKAN's."""
        tk.add_template_directory(config, "templates")
        tk.add_public_directory(config, "public")
        tk.add_resource("assets", "infoprog")

    def get_auth_functions(self) -> dict[str, AuthFunction]:
        """Return who may do what, and the guards of what publications made."""
        return {**auth.functions(), **managed.guards()}

    def get_blueprint(self) -> list[Blueprint]:
        """Return the addresses that the plugin answers."""
        return views.get_blueprints()

    def make_middleware(self, app: Flask, config: CKANConfig) -> Flask:
        """Let the portal speak also when its database does not."""
        outage.stand_guard(app)
        refusal.stand_guard(app)
        # CKAN fills its lists at their first use, and other threads see them half filled
        # meanwhile: actions that do not exist, and actions without their guards.
        tk.get_action("status_show")
        authz.auth_functions_list()
        return app

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """Return the search with words that the index can read."""
        query = search_params.get("q")
        return {**search_params, "q": search_words.readable(query)} if query else search_params

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        """Return what was found with names that depend on the reader alone."""
        for dataset in search_results["results"]:
            licences.name(dataset)
            addresses.fill(dataset)
            exports.fill(dataset)
        return search_results

    def after_dataset_show(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Name licence and files as a search does; add what is there for harvesters."""
        licences.name(pkg_dict)
        if not context.get("for_edit"):
            addresses.fill(pkg_dict)
            exports.fill(pkg_dict)

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Let the search of rows follow whatever the search of datasets follows."""
        rowindex.follow(pkg_dict["id"])
        return pkg_dict

    def after_dataset_delete(self, context: Context, data_dict: dict[str, Any]) -> None:
        """Take the rows of a dataset that is deleted out of the search."""
        package = model.Package.get(data_dict.get("id"))
        if package is not None:
            rowindex.forget(package.id)

    def before_resource_create(self, context: Context, resource: dict[str, Any]) -> None:
        """Keep the name of an uploaded file readable."""
        uploads.rename(resource)

    def before_resource_update(
        self, context: Context, current: dict[str, Any], resource: dict[str, Any]
    ) -> None:
        """Keep the name of a file that replaces another readable."""
        uploads.rename(resource)

    def get_feed_class(self) -> type[feeds.Feed]:
        """Return how this portal writes its feeds."""
        return feeds.Feed

    def get_item_additional_fields(self, dataset_dict: dict[str, Any]) -> dict[str, Any]:
        """Return nothing more for a feed's entry."""
        return {}

    def dataset_facets(self, facets_dict: dict[str, str], package_type: str) -> dict[str, str]:
        """Return the filters of the search page that say something on this portal."""
        return {"organization": tk._("Publishers"), **_facets()}

    def organization_facets(
        self, facets_dict: dict[str, str], organization_type: str, package_type: str | None
    ) -> dict[str, str]:
        """Return the filters of a publisher's page; the publisher itself is none."""
        return _facets()


def _facets() -> dict[str, str]:
    return {
        "tags": tk._("Keywords"),
        "res_format": tk._("Formats"),
        "license_id": tk._("Licenses"),
    }
