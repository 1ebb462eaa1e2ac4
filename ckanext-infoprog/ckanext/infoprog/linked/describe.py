"""A dataset's passport as DCAT-AP 3: docs/dcat.md says which element is which property."""

from typing import Any

from rdflib import Graph, Literal, URIRef

from ckanext.infoprog import addresses, passports
from ckanext.infoprog.core.passport import keywords
from ckanext.infoprog.core.passport.record import Passport
from ckanext.infoprog.core.passport.vocabulary import frequency, language
from ckanext.infoprog.core.publish.manifest import Reason, Withdrawal
from ckanext.infoprog.linked import files, identity, terms
from ckanext.infoprog.linked.terms import ADMS, DCAT, DCT, FOAF, RDF, SKOS, VCARD, XSD
from ckanext.infoprog.storage import versions

Json = dict[str, Any]


def add(graph: Graph, dataset: Json) -> URIRef | None:
    """Describe a dataset; a private or deleted one is in no catalogue, whoever asks."""
    if dataset.get("private") or dataset.get("state", "active") != "active":
        return None
    terms.bind(graph)
    found, of = terms.iri(identity.of(dataset)), passports.of(dataset)
    graph.add((found, RDF.type, DCAT.Dataset))
    _texts(graph, found, of)
    _terms(graph, found, of)
    _dates(graph, found, of)
    _pages(graph, found, of)
    _publisher(graph, found, of, identity.organization(dataset))
    _contact(graph, found, of)
    _place(graph, found, of)
    _period(graph, found, of)
    _version(graph, found, of)
    pointer = versions.pointer_of(dataset)
    manifest = versions.read_manifest(pointer.manifest) if pointer else None
    _status(graph, found, manifest.withdrawal if manifest else None)
    files.add(graph, found, of, dataset.get("resources") or [])
    if any(one.is_table for one in of.files):
        _service(graph, found, of)
    return found


def _texts(graph: Graph, found: URIRef, of: Passport) -> None:
    title = of.title if any(of.title.values()) else {"uk": of.name}
    terms.texts(graph, found, DCT.title, title)
    described = of.description if any(of.description.values()) else title
    terms.texts(graph, found, DCT.description, described)
    graph.add((found, DCT.identifier, Literal(of.id)))
    for lang, words in of.keywords.items():
        for word in keywords.plain(words):  # others no CKAN takes, and refuses the whole dataset
            graph.add((found, DCAT.keyword, Literal(word, lang=lang)))
    if any(of.purpose.values()):
        purpose = terms.part(str(found), "purpose")
        terms.node(graph, found, DCT.provenance, purpose, DCT.ProvenanceStatement)
        for lang, text in of.purpose.items():
            if text:
                terms.label(graph, purpose, text, lang)


def _terms(graph: Graph, found: URIRef, of: Passport) -> None:
    """Say what vocabularies name: language, frequency, licence, standards."""
    if spoken := language(of.language):
        terms.node(graph, found, DCT.language, URIRef(spoken.eu), DCT.LinguisticSystem)
    if often := frequency(of.frequency):
        terms.node(graph, found, DCT.accrualPeriodicity, URIRef(often.eu), DCT.Frequency)
    files.say_licence(graph, found, of)
    for address in of.conforms_to:
        terms.node(graph, found, DCT.conformsTo, terms.web(address), DCT.Standard)


def _dates(graph: Graph, found: URIRef, of: Passport) -> None:
    moments = [(DCT.issued, of.issued), (DCT.modified, of.modified)]
    terms.literals(graph, found, [(name, value, XSD.dateTime) for name, value in moments])
    terms.literals(graph, found, [(DCT.valid, of.data_as_of, XSD.date)])


def _pages(graph: Graph, found: URIRef, of: Passport) -> None:
    terms.node(graph, found, DCAT.landingPage, terms.iri(of.page), FOAF.Document)
    structure = terms.web(of.structure)
    terms.node(graph, found, FOAF.page, structure, FOAF.Document)
    if structure is not None:
        terms.texts(graph, structure, DCT.title, {"uk": "Структура набору", "en": "Structure"})


def _publisher(graph: Graph, found: URIRef, of: Passport, organization: URIRef) -> None:
    """Name the owner of the information; another than the organisation here has no page here."""
    if not any(of.publisher.name.values()):
        return
    owner = terms.part(str(found), "publisher") if of.publisher.is_other else organization
    terms.node(graph, found, DCT.publisher, owner, FOAF.Agent)
    terms.texts(graph, owner, FOAF.name, of.publisher.name)
    _identifier(graph, owner, of.publisher.edrpou, "ЄДРПОУ")


def _identifier(graph: Graph, of: URIRef, code: str, register: str) -> None:
    """Say the code of something in a national register."""
    if not code:
        return
    found = terms.part(str(of), "code")
    graph.add((of, DCT.identifier, Literal(code)))
    terms.node(graph, of, ADMS.identifier, found, ADMS.Identifier)
    graph.add((found, SKOS.notation, Literal(code, datatype=XSD.string)))
    graph.add((found, ADMS.schemaAgency, Literal(register, lang="uk")))


def _contact(graph: Graph, found: URIRef, of: Passport) -> None:
    if not (of.contact_name or of.contact_email):
        return
    contact = terms.part(str(found), "contact")
    terms.node(graph, found, DCAT.contactPoint, contact, VCARD.Kind)
    graph.add((contact, VCARD.fn, Literal(of.contact_name or of.contact_email)))
    if of.contact_email:
        graph.add((contact, VCARD.hasEmail, terms.iri(f"mailto:{of.contact_email}")))


def _place(graph: Graph, found: URIRef, of: Passport) -> None:
    """Say the territory by its national code and in words; no other gazetteer is guessed."""
    if not (of.spatial or of.catuttc):
        return
    place = terms.part(str(found), "spatial")
    terms.node(graph, found, DCT.spatial, place, DCT.Location)
    terms.texts(graph, place, SKOS.prefLabel, {"uk": of.spatial})
    _identifier(graph, place, of.catuttc, "КАТОТТГ")


def _period(graph: Graph, found: URIRef, of: Passport) -> None:
    if not (of.temporal_start or of.temporal_end):
        return
    period = terms.part(str(found), "temporal")
    terms.node(graph, found, DCT.temporal, period, DCT.PeriodOfTime)
    ends = [(DCAT.startDate, of.temporal_start), (DCAT.endDate, of.temporal_end)]
    terms.literals(graph, period, [(name, value, XSD.date) for name, value in ends])


def _version(graph: Graph, found: URIRef, of: Passport) -> None:
    """Say the version and lead to the one before, at names that stay."""
    if of.version is None:
        return
    number = of.version.number
    graph.add((found, DCAT.version, Literal(str(number))))
    terms.node(graph, found, FOAF.page, terms.iri(of.version.address), FOAF.Document)
    if number > 1:
        graph.add((found, DCAT.previousVersion, identity.version(str(found), number - 1)))


def _status(graph: Graph, found: URIRef, withdrawal: Withdrawal | None) -> None:
    """Say who may have the data, and of withdrawn ones why there are none."""
    restricted = withdrawal is not None and withdrawal.kind == Reason.RESTRICTED
    access = terms.authority("access-right", "RESTRICTED" if restricted else "PUBLIC")
    terms.node(graph, found, DCT.accessRights, access, DCT.RightsStatement)
    if withdrawal is None:
        return
    status = terms.authority("dataset-status", "WITHDRAWN")
    terms.node(graph, found, ADMS.status, status, SKOS.Concept)
    terms.texts(graph, status, SKOS.prefLabel, {"uk": "Вилучено", "en": "Withdrawn"})
    why = " ".join(one for one in (withdrawal.reason, withdrawal.basis) if one)
    terms.texts(graph, found, ADMS.versionNotes, {"uk": why})


def _service(graph: Graph, found: URIRef, of: Passport) -> None:
    """Describe the API that answers for the tables of the dataset."""
    service = terms.part(str(found), "api")
    graph.add((service, RDF.type, DCAT.DataService))
    named = {lang: f"API: {text}" for lang, text in of.title.items() if text}
    terms.texts(graph, service, DCT.title, named)
    endpoint = terms.iri(addresses.absolute("/api/3/action"))
    terms.resource(graph, service, DCAT.endpointURL, endpoint)
    if of.version is not None:
        described = terms.iri(f"{of.page}/openapi.json")
        terms.resource(graph, service, DCAT.endpointDescription, described)
    graph.add((service, DCAT.servesDataset, found))
    access = terms.authority("access-right", "PUBLIC")
    terms.node(graph, service, DCT.accessRights, access, DCT.RightsStatement)
    files.say_licence(graph, service, of)
