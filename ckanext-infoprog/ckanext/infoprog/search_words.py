"""Make what people type into the search box a query that Solr can read."""

import re

from ckanext.infoprog.core.search.query import JOINING

FIELDS = re.compile(
    r"^[+-]?(\*|id|name|title|notes|tags|groups|organization|author|maintainer|url|version|text|"
    r"license_id|owner_org|state|type|dataset_type|capacity|site_id|res_\w+|metadata_\w+|"
    r"extras_\w+|vocab_\w+|infoprog_\w+)$"
)
OPERATORS = {"AND", "OR", "NOT", "&&", "||", "!", "+", "-"}


def readable(query: str) -> str:
    """Return the query with operators that join nothing dropped and other colons as spaces.

    CKAN hands the words on as they are, and Solr refuses all of them for one loose operator.
    """
    words = [word for word in (_without_colon(word) for word in query.split()) if word]
    telling = [word for word in words if word.casefold() not in JOINING]
    words = telling if telling and '"' not in query else words
    while words and words[0] in OPERATORS - {"NOT", "!", "+", "-"}:
        words.pop(0)
    while words and words[-1] in OPERATORS:
        words.pop()
    following = [*words[1:], ""] if words else []
    pairs = zip(words, following, strict=True)
    return " ".join(word for word, after in pairs if not {word, after} <= OPERATORS)


def _without_colon(word: str) -> str:
    """Keep `field:value` of a field that exists; any other colon is no field."""
    name, colon, _value = word.partition(":")
    if not colon or FIELDS.match(name.lstrip("(")) or '"' in word:
        return word
    return word.replace(":", " ").replace("/", " ").strip()
