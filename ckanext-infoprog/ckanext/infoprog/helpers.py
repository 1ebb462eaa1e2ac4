"""Template helpers; every public name starts with infoprog_ and lands in `h`."""

import json
import re
from typing import Any

import ckan.plugins.toolkit as tk
from flask import g, request
from markupsafe import Markup

from ckanext.infoprog import addresses, config, passports, tables
from ckanext.infoprog.core.pages import paths
from ckanext.infoprog.core.reports.words import words
from ckanext.infoprog.core.search.found import Found
from ckanext.infoprog.linked import schemaorg
from ckanext.infoprog.logic import rowsearch
from ckanext.infoprog.storage import versions

CYRILLIC = re.compile("[А-Яа-яІіЇїЄєҐґ]")
ROWS_BESIDE = 4

# Pages for visitors: they carry our own style sheet alone and no script at all.
PUBLIC_BLUEPRINTS = ("infoprog", "home", "activity", "feeds")
PUBLIC_ENDPOINTS = {
    *(
        f"{kind}.{page}"
        for kind in ("organization", "group")
        for page in ("index", "read", "about")
    ),
    *("dataset.search", "dataset.read", "dataset.groups", "dataset_resource.read", "resource.read"),
    *("user.login", "user.request_reset", "user.perform_reset", "user.logged_out_page"),
    "user.register",
}
# A signed-in user's own: it needs CKAN's scripts, though its neighbours are for visitors.
OWN_ENDPOINTS = {"activity.dashboard"}


def infoprog_is_public() -> bool:
    """Tell whether this page is one for visitors, not one of CKAN's editing forms."""
    endpoint = g.get("infoprog_endpoint", request.endpoint) or ""
    blueprint = endpoint.split(".")[0]
    if endpoint in OWN_ENDPOINTS:
        return False
    return not endpoint or endpoint in PUBLIC_ENDPOINTS or blueprint.startswith(PUBLIC_BLUEPRINTS)


def infoprog_error_page() -> str:
    """Make this page one for visitors, whatever address it stands at."""
    g.infoprog_endpoint = ""
    return ""


def infoprog_lang() -> str:
    """Return `uk` or `en`: the language of the page without its territory."""
    return str(tk.h.lang()).split("_")[0]


def infoprog_content_lang() -> Markup:
    """Return the lang attribute for what publishers write, where the page's language differs."""
    content = str(tk.config["ckan.locale_default"]).split("_")[0]
    return Markup("") if content == infoprog_lang() else Markup(' lang="{}"').format(content)


def infoprog_text_lang(text: str) -> Markup:
    """Return the same attribute only for a text in Cyrillic: a word of ours may stand there too."""
    return infoprog_content_lang() if CYRILLIC.search(text or "") else Markup("")


def infoprog_site_title() -> str:
    """Return the portal's name in the language of the page."""
    return (config.title_en() if infoprog_lang() == "en" else "") or str(g.site_title)


def infoprog_prefix() -> str:
    """Return the part of an address that names the language; nothing for the portal's own."""
    lang = str(tk.h.lang())
    return "" if lang == tk.config["ckan.locale_default"] else f"/{lang}"


def infoprog_rows_found(query: str) -> Found:
    """Return the rows of programmes that a search of datasets finds beside them: a few a kind."""
    return rowsearch.find(query or "", infoprog_lang(), most=ROWS_BESIDE)


def infoprog_languages() -> list[dict[str, Any]]:
    """Return the offered languages with the address of this page in each."""
    current = tk.h.lang()
    default = tk.config["ckan.locale_default"]
    return [
        {
            "code": locale.language,
            "name": str(locale.get_language_name(locale)).capitalize(),
            "short": str(locale.get_language_name(locale))[:3].upper(),
            "url": tk.h.url_for(
                tk.h.current_url(),
                locale="default" if locale.short_name == default else locale.short_name,
            ),
            "current": locale.short_name == current,
        }
        for locale in tk.h.get_available_locales()
    ]


def infoprog_contact_email() -> str:
    """Return the portal's contact address, or an empty string."""
    return config.contact_email()


def _field(package: dict[str, Any], name: str) -> str:
    """Return a field of the dataset, whether its schema knows it or it is a plain extra."""
    extras = {one["key"]: one["value"] for one in package.get("extras", [])}
    return str(package.get(name) or extras.get(name) or "")


def infoprog_figures(package: dict[str, Any]) -> list[dict[str, str]]:
    """Return the figures of a programme's card in the page's language."""
    try:
        figures = json.loads(_field(package, "infoprog_figures") or "[]")
    except (TypeError, ValueError):
        return []
    if not isinstance(figures, list):
        return []
    lang = infoprog_lang()
    return [
        {"label": str(one[f"label_{lang}"]), "value": str(one[f"value_{lang}"])}
        for one in figures
        if isinstance(one, dict) and one.get(f"label_{lang}") and one.get(f"value_{lang}")
    ]


def infoprog_may_report(name: str) -> bool:
    """Tell whether the reader may take in forms of a programme; a visitor is never asked."""
    if not (name and tk.current_user.is_authenticated):
        return False
    return bool(tk.h.check_access("infoprog_cycle_show", {"package": name}))


def infoprog_json_ld(package: dict[str, Any]) -> Markup:
    """Return the schema.org description; `<` is escaped so that no title can end the element."""
    if package.get("private") or package.get("state") != "active":
        return Markup("{}")
    said = json.dumps(
        schemaorg.describe(passports.of(package), infoprog_lang()), ensure_ascii=False
    )
    return Markup(said.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def infoprog_json_ld_of(name: str) -> Markup:
    """Return the schema.org description of a dataset by its name; nothing where it is not open."""
    try:
        package = tk.get_action("package_show")({}, {"id": name})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return Markup("{}")
    return infoprog_json_ld(package)


def infoprog_table(resource: dict[str, Any], page: int = 1) -> tables.Table | None:
    """Return one page of the resource's DataStore table, or None where it has none."""
    if not resource.get("datastore_active"):
        return None
    if resource.get("url_type") == addresses.URL_TYPE and resource.get("hash"):
        return tables.published(resource["id"], resource["hash"], page, config.preview_rows())
    return tables.read(resource["id"], page, config.preview_rows())


def infoprog_formats(package: dict[str, Any]) -> list[str]:
    """Return the formats of a dataset's files, each once, in their order."""
    names = (str(one.get("format") or "").upper() for one in package.get("resources", []))
    return list(dict.fromkeys(name for name in names if name))


def infoprog_pointer(package: dict[str, Any]) -> versions.Pointer | None:
    """Return which version of a dataset was read; None where no publication made it."""
    return versions.pointer_of(package)


def infoprog_passport(package: dict[str, Any]) -> passports.Sheet:
    """Return what a page shows of the passport of a dataset."""
    return passports.sheet(package, infoprog_site_title(), words(infoprog_lang()))


def infoprog_version_file(dataset: str, version: int, filename: str) -> str:
    """Return the address under which a version's file stands for good."""
    return paths.version_file(dataset, version, filename)


def infoprog_package_file(dataset: str, version: int, path: str) -> str:
    """Return the address of a file of the package that a version was made from."""
    return paths.source(dataset, version, path)


def infoprog_row(dataset: str, table: str, key: str) -> str:
    """Return the address of a row."""
    return paths.row(dataset, table, key)


def infoprog_has_harvest_status() -> bool:
    """Tell whether this portal shows what has arrived on others."""
    return bool(config.harvest_status_folder())
