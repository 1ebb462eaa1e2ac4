"""The portal's Solr schema, derived from the one that the installed CKAN brings.

CKAN's file is read, checked against what this derivation was made for, and changed in four places:
the types `text` and `text_general` understand Ukrainian, `title_exact` and `text_exact` keep words
as they are written, contact addresses are searched too. All else stays CKAN's.
"""

from __future__ import annotations

import copy
import xml.etree.ElementTree as ET
from pathlib import Path

from portal.errors import PortalError
from portal.i18n import _

FIELD_TYPES = Path(__file__).parent / "solr" / "fieldtypes.xml"
ROWS = Path(__file__).parent / "solr" / "rows.xml"
CKAN_SCHEMA = "ckan-2.12"

# What must stand in CKAN's file for the derivation to mean what it meant.
FIELDS = {
    "title": "text",
    "notes": "text",
    "text": "text",
    "res_name": "text_general",
    "res_description": "text_general",
    "author_email": "text_general",
    "maintainer_email": "text_general",
    "name": "string",
    "title_string": "string",
    "tags": "string",
    "groups": "string",
    "organization": "string",
    "res_format": "string",
    "license_id": "string",
}
COPIED_TO_TEXT = {"extras_*", "res_extras_*", "name", "title", "notes", "tags", "res_name"}
ANALYSIS = {
    "text": ["Whitespace", "WordDelimiterGraph", "LowerCase", "SnowballPorter", "ASCIIFolding"],
    "text_general": ["Whitespace", "WordDelimiterGraph", "LowerCase"],
}
ALSO_SEARCHED = ("author_email", "maintainer_email")


def derive(ckan_schema: str) -> str:
    """Return our schema, made from the text of CKAN's."""
    schema = _parse(ckan_schema)
    _check(schema)
    ours = _field_types()
    types = _only(schema, "types")
    for old in list(types):
        if old.get("name") in ours:
            types.remove(old)
    types.extend(ours.values())
    fields = _only(schema, "fields")
    for name, many in (("title_exact", "false"), ("text_exact", "true")):
        attributes = {"type": "text_exact", "indexed": "true", "stored": "false"}
        ET.SubElement(fields, "field", {"name": name, **attributes, "multiValued": many})
    _copy(schema, [*_sources_of_text(schema), *ALSO_SEARCHED], "text_exact")
    _copy(schema, ALSO_SEARCHED, "text")
    _copy(schema, ["title"], "title_exact")
    return _written(schema)


def rows() -> str:
    """Return the schema of the rows of programmes: fields of its own, our types of words."""
    schema = ET.fromstring(ROWS.read_text("utf-8"))  # noqa: S314 - our own file
    _only(schema, "types").extend(_field_types().values())
    return _written(schema)


def _written(schema: ET.Element) -> str:
    ET.indent(schema, "  ")
    return ET.tostring(schema, encoding="unicode", xml_declaration=True) + "\n"


def _check(schema: ET.Element) -> None:
    """Stop with one sentence where CKAN's file is not the one this was written for."""
    if schema.get("name") != CKAN_SCHEMA:
        raise _unexpected(
            _("its name is «{found}», not «{wanted}»").format(
                found=schema.get("name"), wanted=CKAN_SCHEMA
            )
        )
    for name, wanted in FIELDS.items():
        found = schema.find(f"./fields/field[@name='{name}']")
        if found is None or found.get("type") != wanted:
            raise _unexpected(_("field «{name}» is not {type}").format(name=name, type=wanted))
    missing = COPIED_TO_TEXT - set(_sources_of_text(schema))
    if missing:
        raise _unexpected(
            _("«{names}» is not copied to text").format(names=", ".join(sorted(missing)))
        )
    for name, steps in ANALYSIS.items():
        analyzer = schema.find(f"./types/fieldType[@name='{name}']/analyzer[@type='index']")
        found_steps = [] if analyzer is None else [step.get("class", "") for step in analyzer]
        if not all(any(step in found for found in found_steps) for step in steps):
            raise _unexpected(_("type «{name}» is analysed differently").format(name=name))
    if schema.find("./fields/field[@name='text_exact']") is not None:
        raise _unexpected(_("it holds text_exact already"))


def _parse(text: str) -> ET.Element:
    try:
        return ET.fromstring(text)  # noqa: S314 - CKAN's own file
    except ET.ParseError as error:
        raise _unexpected(_("it is not XML ({error})").format(error=error)) from error


def _only(schema: ET.Element, tag: str) -> ET.Element:
    found = schema.findall(tag)
    if len(found) != 1:
        raise _unexpected(_("it has {count} «{tag}»").format(count=len(found), tag=tag))
    return found[0]


def _field_types() -> dict[str, ET.Element]:
    """Return our field types by name, with the shared parts of their analysis put in."""
    root = ET.fromstring(FIELD_TYPES.read_text("utf-8"))  # noqa: S314 - our own file
    shared = {part.get("name"): list(part) for part in root.findall("shared")}
    for analyzer in root.iter("analyzer"):
        steps = [
            copy.copy(step)
            for child in analyzer
            for step in (shared[child.get("name")] if child.tag == "shared" else [child])
        ]
        for child in list(analyzer):
            analyzer.remove(child)
        analyzer.extend(steps)
    return {str(kind.get("name")): kind for kind in root.findall("fieldType")}


def _sources_of_text(schema: ET.Element) -> list[str]:
    rules = schema.findall("copyField[@dest='text']")
    return [str(rule.get("source")) for rule in rules if rule.get("source") != "text"]


def _copy(schema: ET.Element, sources: list[str] | tuple[str, ...], target: str) -> None:
    for source in sources:
        ET.SubElement(schema, "copyField", {"source": source, "dest": target})


def _unexpected(why: str) -> PortalError:
    return PortalError(
        _("CKAN's Solr schema is not the one the search was made for: {why}").format(why=why),
        _("read CKAN's change log for its schema.xml and mend portal/solr_schema.py"),
    )
