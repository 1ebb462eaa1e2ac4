"""Template helpers that say in words what CKAN and the journal keep as codes."""

import ckan.plugins.toolkit as tk

from ckanext.infoprog import tables


def infoprog_activity(kind: str) -> str:
    """Return what an entry of the history says in words; an unknown kind is said generally."""
    words = {
        "new package": tk._("Dataset published"),
        "changed package": tk._("Dataset changed"),
        "deleted package": tk._("Dataset deleted"),
        "new resource": tk._("File added"),
        "changed resource": tk._("File changed"),
        "deleted resource": tk._("File deleted"),
        "new resource view": tk._("View added"),
        "changed resource view": tk._("View changed"),
        "deleted resource view": tk._("View deleted"),
        "new organization": tk._("Publisher entered"),
        "changed organization": tk._("Publisher’s page changed"),
        "deleted organization": tk._("Publisher removed"),
        "new user": tk._("Account created"),
        "changed user": tk._("Account changed"),
    }
    return words.get(kind, tk._("Change"))


def infoprog_column_kind(column: tables.Column) -> str:
    """Return what a column holds, in a word that needs no knowledge of databases."""
    kinds = {
        "text": tk._("text"),
        "date": tk._("date"),
        "bool": tk._("yes or no"),
        "boolean": tk._("yes or no"),
        "timestamp": tk._("date and time"),
        "timestamptz": tk._("date and time"),
    }
    return tk._("number") if column.is_number else kinds.get(column.type, column.type)


def infoprog_act(act: str) -> str:
    """Return what a publication does, in words."""
    words = {
        "publish": tk._("published"),
        "undo": tk._("brings back"),
        "withdraw": tk._("withdrawal"),
    }
    return words.get(act, act)


def infoprog_state(state: str) -> str:
    """Return the state of a publication in words."""
    words = {
        "open": tk._("files are being sent"),
        "staged": tk._("files are here"),
        "checked": tk._("checked, waits for its release"),
        "loaded": tk._("rows are loaded"),
        "decided": tk._("being made public"),
        "switched": tk._("being made public"),
        "catalogued": tk._("being made public"),
        "indexed": tk._("being made public"),
        "done": tk._("public"),
        "unchanged": tk._("nothing to do"),
        "refused": tk._("refused"),
        "aborted": tk._("taken back"),
        "expired": tk._("abandoned"),
        "failed": tk._("failed"),
    }
    return words.get(state, state)
