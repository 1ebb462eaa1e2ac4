"""Plans as lines: what publishing would create, change and remove, and what it would send."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.publish.dataset import contact
from ckanext.infoprog.core.publish.difference import FieldChange
from ckanext.infoprog.core.publish.plan import Plan
from ckanext.infoprog.core.reports import difftext, publicationtext
from ckanext.infoprog.core.reports.lines import EMPTY, Line, Span, Style, line
from ckanext.infoprog.core.reports.words import Words, visible

LONGEST: Final = 80


def render(plans: Sequence[Plan], words: Words, first: int) -> tuple[Line, ...]:
    """Return the plans one under another, with one closing line where there are several."""
    made = [shown for plan in plans for shown in (*_plan(plan, words, first), EMPTY)]
    if len(plans) > 1:
        made += [line(summary(plans, words), Style.TITLE)]
    return tuple(made[:-1] if made and made[-1] == EMPTY else made)


def summary(plans: Sequence[Plan], words: Words) -> str:
    """Return how many packages would change and how much would be sent."""
    changed = [one for one in plans if not one.is_empty]
    packages = words.say_count("{count} package", "{count} packages", len(plans))
    if not changed:
        return words.say("{packages}; nothing would change.", packages=packages)
    return words.say(
        "{packages}; {changed} would change, {size} would be sent at most.",
        packages=packages,
        changed=i18n.number(len(changed), words.lang),
        size=publicationtext.size(sum(one.bytes_to_send for one in plans), words),
    )


def _plan(plan: Plan, words: Words, first: int) -> Iterator[Line]:
    """Yield the lines of one plan."""
    yield (Span(plan.package, Style.TITLE), Span(f"  {visible(plan.title[words.lang])}"))
    if plan.is_empty:
        text = words.say("unchanged: version {number} stays", number=plan.base)
        yield line(f"  {text}", Style.GOOD)
        return
    yield line(f"  {_head(plan, words)}")
    if plan.findings.warnings:
        text = publicationtext.warned(plan.findings.warnings, words)
        yield line(f"  {text}", Style.WARNING)
    if not all(contact(plan.entry).values()):
        yield line(f"  {publicationtext.nobody(plan.organization, words)}", Style.WARNING)
    yield from _drift(plan, words)
    if not plan.difference.is_empty:
        shown = replace(plan.difference, metadata=()) if plan.creates else plan.difference
        yield from (_inset(one) for one in difftext.render(shown, words, first))
    if plan.send:
        files = words.say_count("{count} file", "{count} files", len(plan.send))
        size = publicationtext.size(plan.bytes_to_send, words)
        text = words.say("to send at most: {files}, {size}", files=files, size=size)
        yield line(f"  {text}")


def _head(plan: Plan, words: Words) -> str:
    """Return whether the dataset is created or becomes another version."""
    if plan.creates:
        return words.say("is created in {organization}", organization=plan.organization)
    numbers = {"old": plan.base, "new": plan.base + 1}
    if plan.withdrawn:
        return words.say("is withdrawn; version {old} becomes {new}", **numbers)
    return words.say("version {old} becomes {new}", **numbers)


def _drift(plan: Plan, words: Words) -> Iterator[Line]:
    """Yield what was changed on the portal by hand and would be set back."""
    if not plan.drift:
        return
    note = words.say("changed on the portal by hand, would be set back")
    yield line(f"  {note}", Style.WARNING)
    for one in plan.drift:
        yield _field(FieldChange(one.field, _text(one.found), _text(one.published)), words)


def _field(one: FieldChange, words: Words) -> Line:
    """Return a field before and after."""
    none = words.say("nothing")
    old, new = (none if side is None else _short(side) for side in (one.old, one.new))
    return (Span(f"    {visible(one.name)}: ", Style.QUIET), Span(f"{old} → {new}"))


def _inset(one: Line) -> Line:
    """Return a line two characters further in."""
    return (Span("  "), *one) if one else one


def _short(text: str) -> str:
    """Return a text on one line, cut where it is long."""
    one = visible(" ".join(text.split()))
    return one if len(one) <= LONGEST else f"{one[:LONGEST]}…"


def _text(value: object) -> str | None:
    """Return a value of a description as text."""
    return None if value in (None, "", []) else str(value)
