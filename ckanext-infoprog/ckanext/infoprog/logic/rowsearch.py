"""Rows of published programmes, found by number or by words, by kinds; open ones only."""

import logging
from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.infoprog.core.search import found, kinds, query
from ckanext.infoprog.core.search.found import Found, Group, Hit
from ckanext.infoprog.core.search.query import Query
from ckanext.infoprog.storage import rowcore, rowindex
from ckanext.infoprog.storage.rowcore import CoreAwayError

Json = dict[str, Any]
log = logging.getLogger(__name__)

SHOWN = "id,kind,slug,programme_uk,programme_en,key,number,title,path"
MOST = 100
# How many words of a query must match, as in the search of datasets.
MATCHING = "2<-1 5<80%"
# What is written just so stands first, most of all in a title.
EXACT = ('_query_:"{!field f=title_exact v=$q}"^4', '_query_:"{!field f=text_exact v=$q}"')


def find(typed: str, lang: str, *, kind: str = "", first: int = 0, most: int = 10) -> Found:
    """Return the rows that bear the number typed, else those that hold the words, by kinds.

    `first` and `most` count within a kind. Where the core does not answer, the outcome says so.
    """
    asked = query.parse(typed)
    if not asked or not rowcore.is_set():
        return Found()
    bounds = {"group.offset": max(0, first), "group.limit": min(most, MOST)}
    try:
        opened = rowindex.wanted()
        lacking = len(opened.keys() - rowcore.stamps())
        if asked.number:
            answer = _ask({**_by_number(asked), **bounds}, opened, kind)
            if answer["grouped"]["kind"]["matches"]:
                return Found(_groups(answer, lang, asked), asked.number, lacking)
        answer = _ask({**_by_words(asked), **bounds}, opened, kind)
    except CoreAwayError as away:
        log.warning("rows could not be searched: %s", away)
        return Found(is_away=True)
    return Found(_groups(answer, lang, asked), "", lacking)


def to_dict(outcome: Found) -> Json:
    """Return an outcome as plain values."""
    site = str(tk.config["ckan.site_url"]).rstrip("/")
    return {
        "count": outcome.count,
        "number": outcome.number,
        "behind": outcome.behind,
        "kinds": [{"kind": one.kind, "count": one.count} for one in outcome.groups],
        "results": [found.to_dict(one, site) for group in outcome.groups for one in group.hits],
    }


def _ask(params: Mapping[str, Any], opened: Mapping[str, object], kind: str) -> Json:
    """Return what the core answers of the states that are open; of none, nothing is asked."""
    if not opened:
        return {"grouped": {"kind": {"matches": 0, "groups": []}}}
    among = ["{!terms f=stamp}" + ",".join(sorted(opened)), "-kind:head"]
    of_kind = [f"{{!term f=kind}}{kind}"] if kind else []
    return rowcore.ask({
        **params, "fq": [*among, *of_kind], "fl": SHOWN,
        "group": "true", "group.field": "kind", "rows": len(kinds.KINDS),
    })  # fmt: skip


def _by_number(asked: Query) -> Json:
    order = "ends desc,package asc,position asc"
    return {"q": "{!term f=number}" + asked.number, "sort": "rank asc", "group.sort": order}


def _by_words(asked: Query) -> Json:
    """Return a question by words; dismax takes every word as a word."""
    return {
        "q": asked.text, "defType": "dismax", "sow": "true", "mm": MATCHING, "tie": "0.1",
        "qf": "number^4 title^4 text bodies^2", "pf": "title^4 text^2", "qs": 2, "bq": list(EXACT),
        "sort": "score desc,rank asc,ends desc,position asc",
        "hl": "true", "hl.fl": "title,text,bodies", "hl.simple.pre": found.BEGIN,
        "hl.simple.post": found.END, "hl.method": "original", "hl.usePhraseHighlighter": "false",
        "hl.snippets": 2, "hl.fragsize": 160, "f.title.hl.fragsize": 0, "hl.q": asked.text,
        "hl.qparser": "dismax",
    }  # fmt: skip


def _groups(answer: Json, lang: str, asked: Query) -> tuple[Group, ...]:
    """Return the kinds in their order; the one that was named comes first."""
    marked = answer.get("highlighting", {})
    groups = [
        Group(
            kind=one["groupValue"],
            count=one["doclist"]["numFound"],
            hits=tuple(_hit(doc, marked.get(doc["id"], {}), lang) for doc in _docs(one)),
        )
        for one in answer["grouped"]["kind"]["groups"]
    ]
    return tuple(sorted(groups, key=lambda g: (g.kind != asked.kind, kinds.rank(g.kind))))


def _docs(group: Json) -> list[Json]:
    docs: list[Json] = group["doclist"]["docs"]
    return docs


def _hit(doc: Json, marked: Mapping[str, list[str]], lang: str) -> Hit:
    """Return a row found; what else of it matched stands beside the title."""
    beside = [*marked.get("text", ()), *marked.get("bodies", ())]
    name = str(doc["title"])
    return Hit(
        kind=doc["kind"],
        package=doc["slug"],
        programme=doc[f"programme_{lang}"],
        key=doc["key"],
        number=next(iter(doc.get("number", ())), ""),
        name=name,
        title=found.pieces(marked["title"][0] if "title" in marked else name),
        text=found.pieces(found.joined(beside)) if beside else (),
        path=doc["path"],
    )
