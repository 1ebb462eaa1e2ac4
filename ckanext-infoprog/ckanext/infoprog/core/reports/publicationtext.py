"""Publications as lines: what is being done, what became of each package, the journal's list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.errors import InfoprogError
from ckanext.infoprog.core.publish import refusals
from ckanext.infoprog.core.publish.progress import Doing
from ckanext.infoprog.core.publish.publication import WELL, Publication
from ckanext.infoprog.core.publish.publishing import Outcome
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.reports import lines
from ckanext.infoprog.core.reports.lines import EMPTY, Line, Span, Style, line
from ckanext.infoprog.core.reports.words import Words, visible

QUIET: Final = timedelta(seconds=90)
RIGHT: Final = frozenset({2, 3})
_MEGA: Final = 1_000_000


def outcomes(done: Sequence[Outcome], words: Words) -> tuple[Line, ...]:
    """Return the table that a command ends with: a package a row."""
    head = [words.say("package"), words.say("result"), words.say("rows changed"),
            words.say("sent"), words.say("address")]  # fmt: skip
    rows = [[Span(name, Style.QUIET) for name in head]]
    return tuple(lines.columns([*rows, *(_outcome(one, words) for one in done)], RIGHT))


def explained(done: Sequence[Outcome], words: Words) -> tuple[Line, ...]:
    """Return why packages failed, and what of the portal was set back."""
    made: list[Line] = []
    for one in done:
        if one.error is not None:
            made += [EMPTY, line(one.package, Style.ERROR), line(f"  {said(one.error, words)}")]
            made += [line(f"  {text}") for text in _advice(one.error, words)]
        elif one.drift and one.publication and one.publication.state == "done":
            fields = ", ".join(visible(drift.field) for drift in one.drift)
            text = words.say("{package}: changed on the portal by hand, set back: {fields}",
                             package=one.package, fields=fields)  # fmt: skip
            made.append(line(text, Style.NOTICE))
    changed = (one for one in done if one.publication and one.publication.state != "unchanged")
    names = dict.fromkeys(one.nobody for one in changed if one.nobody)
    made += [line(nobody(name, words), Style.WARNING) for name in names]
    return tuple(made)


def nobody(organization: str, words: Words) -> str:
    """Return that a publisher has not named who answers for its datasets, and how to mend it."""
    return words.say("{organization}: organizations.yaml names no contact person, so the passport "
                     "says of nobody that they answer for the dataset. Write person and email "
                     "there and remove placeholder.", organization=organization)  # fmt: skip


def warned(count: int, words: Words) -> str:
    """Return that the check warns, and how to publish all the same."""
    warnings = words.say_count("{count} warning", "{count} warnings", count)
    return words.say("the check gives {warnings}; publish with --allow-warnings", warnings=warnings)


def said(error: InfoprogError, words: Words) -> str:
    """Return what went wrong in the person's language, where the error knows it."""
    if isinstance(error, RefusedError):
        return visible(refusals.explain(error.code, _human(error.params, words), words.lang))
    if isinstance(error, PortalError):
        return visible(error.in_language(words.lang))
    return visible(str(error))


def held(done: Outcome, words: Words) -> tuple[Line, ...]:
    """Return how to go on with a publication that waits for a person's word."""
    if done.publication is None:
        return ()
    number, package = done.publication.id, done.package
    return (
        line(words.say("The next version of {package} waits; nobody else sees it yet: {address}",
                       package=package, address=done.address)),
        line(words.say("Publish it: infoprog publish --resume {id}", id=number)),
        line(words.say("Take it back: infoprog publications --abort {id}", id=number)),
    )  # fmt: skip


def doing(what: Doing, words: Words) -> str:
    """Return what is being done, with the file or table it is at."""
    stage = stages(words).get(what.stage, what.stage)
    return f"{stage} {visible(what.name)}" if what.name else stage


def amount(what: Doing, words: Words) -> str:
    """Return how far a thing is: bytes of a file, rows of a table."""
    if not what.done:
        return ""
    if what.stage in ("send", "fetch"):
        return f"{size(what.done, words)} / {size(what.total, words)}"
    rows = words.say_count("{count} row", "{count} rows", what.done)
    return f"{rows} / {i18n.number(what.total, words.lang)}" if what.total else rows


def stages(words: Words) -> dict[str, str]:
    """Return the words for what is being done, here and on the portal."""
    return {
        "look": words.say("checking here"),
        "base": words.say("asking the portal"),
        "bundle": words.say("making files"),
        "compare": words.say("comparing"),
        "fetch": words.say("fetching"),
        "harvest": words.say("harvesting"),
        "begin": words.say("beginning"),
        "send": words.say("sending"),
        "stage": words.say("files are sent"),
        "staged": words.say("files are sent"),
        "check": words.say("checking on the portal"),
        "checked": words.say("checked on the portal"),
        "commit": words.say("publishing"),
        "load": words.say("loading rows"),
        "decided": words.say("decided"),
        "switched": words.say("tables are switched"),
        "catalogued": words.say("catalogue is written"),
        "indexed": words.say("search is up to date"),
        "done": words.say("done"),
        "unchanged": words.say("unchanged"),
    }


def states(words: Words) -> dict[str, str]:
    """Return the words for the states of a publication."""
    return {
        "open": words.say("waits for files"),
        "staged": words.say("files are sent"),
        "checked": words.say("checked"),
        "loaded": words.say("rows are loaded"),
        "decided": words.say("is being published"),
        "switched": words.say("is being published"),
        "catalogued": words.say("is being published"),
        "indexed": words.say("is being published"),
        "done": words.say("done"),
        "unchanged": words.say("unchanged"),
        "refused": words.say("refused"),
        "aborted": words.say("taken back"),
        "expired": words.say("given up"),
        "failed": words.say("failed"),
    }


def acts(words: Words) -> dict[str, str]:
    """Return the words for what a publication does."""
    return {
        "publish": words.say("publish"),
        "undo": words.say("undo"),
        "withdraw": words.say("withdraw"),
    }


def listed(found: Sequence[Publication], now: datetime | None, words: Words) -> tuple[Line, ...]:
    """Return the journal: a publication a row, the reason of its end beneath it."""
    if not found:
        return (line(words.say("There is no publication."), Style.QUIET),)
    head = [words.say("publication"), words.say("package"), words.say("act"), words.say("state"),
            words.say("version"), words.say("by"), words.say("begun")]  # fmt: skip
    cells = [[Span(name, Style.QUIET) for name in head]]
    cells += [_listed(one, words) for one in found]
    title, *rows = lines.columns(cells, frozenset({4}))
    made: list[Line] = [title]
    for row, one in zip(rows, found, strict=True):
        made += [row, *(line(f"    {text}", Style.QUIET) for text in _about(one, now, words))]
    return tuple(made)


def interrupted(seen: Publication | None, words: Words) -> tuple[str, ...]:
    """Return what state an interrupted publication is left in, and how to go on."""
    if seen is None:
        return (words.say("The portal has not answered yet; see: infoprog publications"),)
    state = states(words).get(seen.state, seen.state)
    begun = words.say("The publication {id} of {package} stays as it is: {state}.",
                      id=seen.id, package=seen.package, state=state)  # fmt: skip
    if seen.decided:
        return (begun, words.say("The portal finishes it by itself; see: infoprog publications"))
    return (
        begun,
        words.say("Nothing of it is public unless it was being published just now; see: "
                  "infoprog publications"),
        words.say("Go on with it: the same command again. Take it back: infoprog publications "
                  "--abort {id}", id=seen.id),
    )  # fmt: skip


def size(count: int, words: Words) -> str:
    """Return a number of bytes for people."""
    if count < _MEGA:
        return words.say_count("{count} byte", "{count} bytes", count)
    mega = i18n.number(Decimal(count) / _MEGA, words.lang, 1)
    return words.say("{number} MB", number=mega)


def moment(text: str, words: Words) -> str:
    """Return a moment of the portal in Kyiv's time."""
    try:
        at = datetime.fromisoformat(text).astimezone(ZoneInfo("Europe/Kyiv"))
    except (ValueError, ZoneInfoNotFoundError):
        return visible(text)
    return f"{i18n.day(at.date(), words.lang)} {at:%H:%M}"


def _advice(error: InfoprogError, words: Words) -> list[str]:
    """Return what else can be done, where warnings alone have stopped a package."""
    if not isinstance(error, RefusedError) or error.code != "findings":
        return []
    warnings = error.params.get("warnings")
    only = not error.params.get("errors") and isinstance(warnings, int)
    return [warned(int(str(warnings)), words)] if only else []


def _human(params: Mapping[str, object], words: Words) -> dict[str, object]:
    """Return a refusal's parameters with moments and states as people say them."""
    human = dict(params)
    if params.get("since"):
        human["since"] = moment(str(params["since"]), words)
    if params.get("state"):
        human["state"] = states(words).get(str(params["state"]), params["state"])
    return human


def _outcome(one: Outcome, words: Words) -> list[Span]:
    """Return what became of one package."""
    sent = Span(size(one.sent, words) if one.sent else "–")
    if one.error is not None or one.publication is None:
        return [
            Span(one.package),
            Span(words.say("failed"), Style.ERROR),
            Span("–"),
            sent,
            Span(""),
        ]
    publication = one.publication
    if publication.state == "unchanged":
        result = Span(words.say("unchanged"), Style.QUIET)
    elif publication.state == "done":
        result = Span(words.say("version {number}", number=publication.version), Style.GOOD)
    else:
        result = Span(words.say("waits for you"), Style.NOTICE)
    nothing = "0" if publication.state == "unchanged" else "–"
    rows = nothing if one.rows is None else i18n.number(one.rows, words.lang)
    return [Span(one.package), result, Span(rows), sent, Span(one.address)]


def _listed(one: Publication, words: Words) -> list[Span]:
    """Return one publication of the journal."""
    style = Style.GOOD if one.state in WELL else Style.ERROR if one.over else Style.NOTICE
    return [
        Span(one.id),
        Span(visible(one.package)),
        Span(acts(words).get(one.act, one.act)),
        Span(states(words).get(one.state, one.state), style),
        Span(str(one.version or "–")),
        Span(visible(one.by)),
        Span(moment(one.created, words)),
    ]


def _about(one: Publication, now: datetime | None, words: Words) -> list[str]:
    """Return what else is to be said of a publication: note, reason, no sign of life."""
    told = [visible(one.note)] if one.note else []
    if one.over and one.state not in WELL:
        told.append(_reason(one, words))
    if not one.over and now and one.heartbeat and _silent(one, now):
        told.append(
            words.say("no sign of life since {since}; the portal finishes it or takes it back",
                      since=moment(one.heartbeat, words))
        )  # fmt: skip
    return told


def _reason(one: Publication, words: Words) -> str:
    """Return why a publication ended without a version."""
    if one.reason and one.reason.get("code"):
        return said(RefusedError.from_dict(one.reason), words)
    return visible(str((one.reason or {}).get("message") or "–"))


def _silent(one: Publication, now: datetime) -> bool:
    """Whether the last sign of life is long ago by the portal's clock; waiting is none."""
    if one.state in ("open", "checked"):
        return False
    return now - datetime.fromisoformat(one.heartbeat) > QUIET
