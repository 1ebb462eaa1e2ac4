"""The portal itself as a DCAT catalogue."""

import datetime as dt

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from rdflib import Graph, Literal, URIRef

from ckanext.infoprog import addresses, config
from ckanext.infoprog.linked import terms
from ckanext.infoprog.linked.terms import DCAT, DCT, FOAF, RDF, SKOS, VCARD, XSD

LANGUAGES = ("UKR", "ENG")


def add(graph: Graph, found: URIRef) -> None:
    """Describe the catalogue: names, publisher, languages, its API, when it last changed."""
    terms.bind(graph)
    title = {"uk": str(tk.config["ckan.site_title"]), "en": config.title_en()}
    about = str(tk.config.get("ckan.site_description") or "")
    graph.add((found, RDF.type, DCAT.Catalog))
    terms.texts(graph, found, DCT.title, title)
    terms.texts(graph, found, DCT.description, {"uk": about} if about else title)
    terms.node(graph, found, FOAF.homepage, terms.iri(addresses.absolute("/")), FOAF.Document)
    for code in LANGUAGES:
        spoken = terms.authority("language", code)
        terms.node(graph, found, DCT.language, spoken, DCT.LinguisticSystem)
    terms.literals(graph, found, [(DCT.modified, modified(), XSD.dateTime)])
    themes = URIRef(f"{terms.EU}data-theme")
    graph.add((found, DCAT.themeTaxonomy, themes))
    graph.add((themes, RDF.type, SKOS.ConceptScheme))
    graph.add((themes, DCT.title, Literal("Data theme", lang="en")))
    _publisher(graph, found, title)
    _service(graph, found, title)


def _publisher(graph: Graph, found: URIRef, title: dict[str, str]) -> None:
    """Name who keeps the catalogue: the portal, at the address that it gives."""
    keeper = terms.part(str(found), "publisher")
    terms.node(graph, found, DCT.publisher, keeper, FOAF.Agent)
    terms.texts(graph, keeper, FOAF.name, title)
    if not config.contact_email():
        return
    mailbox = terms.iri(f"mailto:{config.contact_email()}")
    graph.add((keeper, FOAF.mbox, mailbox))
    contact = terms.part(str(found), "contact")
    terms.node(graph, found, DCAT.contactPoint, contact, VCARD.Kind)
    terms.texts(graph, contact, VCARD.fn, {"uk": title["uk"]})
    graph.add((contact, VCARD.hasEmail, mailbox))


def _service(graph: Graph, found: URIRef, title: dict[str, str]) -> None:
    service = terms.part(str(found), "api")
    terms.node(graph, found, DCAT.service, service, DCAT.DataService)
    named = {lang: f"API: {text}" for lang, text in title.items() if text}
    terms.texts(graph, service, DCT.title, named)
    endpoint = terms.iri(addresses.absolute("/api/3/action"))
    terms.resource(graph, service, DCAT.endpointURL, endpoint)
    described = terms.iri(addresses.absolute("/infoprog/openapi.json"))
    terms.resource(graph, service, DCAT.endpointDescription, described)


def modified() -> str:
    """Return when a public dataset last changed."""
    package = model.Package
    query = sa.select(sa.func.max(package.metadata_modified)).where(
        package.state == "active", package.private.is_(False)
    )
    found: dt.datetime | None = model.Session.execute(query).scalar()
    return found.replace(tzinfo=dt.UTC).isoformat() if found else ""
