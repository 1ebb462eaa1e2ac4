"""What an action takes: its input is checked against the declaration in actions.json.

Whatever is wrong is said field by field, in the reader's language, before anything is looked up.
"""

import copy
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import ckan.plugins.toolkit as tk
import jsonschema
from jsonschema.exceptions import ValidationError

from ckanext.infoprog.core.publish import actions

DEEPEST = 32
# Control characters, halves of surrogate pairs: no store takes them, no page shows them.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Marks that turn the reading order of what stands around them.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
LINE_ENDS = re.compile("[\t\r\n\x85\u2028\u2029]")
DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER = re.compile("-?[0-9]{1,19}")
TRUTH = {"true": True, "false": False}


def validated(action: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the input of an action with its defaults; raise tk.ValidationError otherwise."""
    declared = actions.actions()[action].input
    errors = dict(_unfit(data))
    given = {} if errors else _read(declared["properties"], data)
    for error in [] if errors else _validator(action).iter_errors(given):
        for name, sentence in _said(error):
            errors.setdefault(name, [])
            errors[name] += [] if sentence in errors[name] else [sentence]
    if errors:
        raise tk.ValidationError(errors)
    return _with_defaults(declared["properties"], given)


@cache
def _validator(action: str) -> Any:  # noqa: ANN401 - made by jsonschema.validators.extend
    root = {
        **actions.actions()[action].input,
        "components": {"schemas": dict(actions.schemas())},
    }
    made = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": _pattern})
    return made(root, format_checker=_formats())


def _formats() -> jsonschema.FormatChecker:
    """Return the checks of our own formats: a line, words in lines, a day or nothing."""
    checker = jsonschema.FormatChecker(formats=())
    checker.checks("line")(lambda value: not _turns(value) and not LINE_ENDS.search(str(value)))
    checker.checks("words")(lambda value: not _turns(value))
    checker.checks("day")(_is_day)
    return checker


def _turns(value: object) -> bool:
    return isinstance(value, str) and TURNING.search(value) is not None


def _is_day(value: object) -> bool:
    if value == "" or not isinstance(value, str):
        return True
    try:
        return bool(DAY.fullmatch(value)) and bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


def _pattern(
    validator: object, pattern: str, instance: object, schema: object
) -> Iterator[ValidationError]:
    """Check a pattern whose end is the text's end, not the line's."""
    if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
        yield ValidationError(f"does not match {pattern}")


def _unfit(given: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield the fields that hold what no store takes, or that are nested too deeply."""
    for name, value in given.items():
        if not isinstance(name, str) or UNFIT.search(name):
            yield "__junk", [tk._("There is no such parameter.")]
        elif not _is_fit(value, DEEPEST):
            yield name, [tk._("It holds characters that cannot be kept, or is nested too deeply.")]


def _is_fit(value: object, depth: int) -> bool:
    if isinstance(value, str):
        return UNFIT.search(value) is None
    if isinstance(value, (dict, list)):
        inner = [*value, *value.values()] if isinstance(value, dict) else value
        return depth > 0 and all(_is_fit(one, depth - 1) for one in inner)
    return value is None or isinstance(value, (bool, int, float))


def _read(fields: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the input with numbers and truths that an address could only bring as text.

    Null says the same as nothing where nothing is possible.
    """
    return {
        name: _value(fields.get(name, {}), value)
        for name, value in given.items()
        if value is not None or fields.get(name, {}).get("default", value) is not None
    }


def _value(field: Mapping[str, Any], value: object) -> object:
    if not isinstance(value, str):
        return value
    if field.get("type") == "integer" and NUMBER.fullmatch(value):
        return int(value)
    return TRUTH.get(value.lower(), value) if field.get("type") == "boolean" else value


def _with_defaults(fields: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {name: field["default"] for name, field in fields.items() if "default" in field}
    return {**copy.deepcopy(defaults), **given}


def _said(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Yield the parameter that an error is about and what is wrong, as a sentence."""
    place = [str(part) for part in error.absolute_path]
    names: list[str] = []
    if error.validator == "required":
        names = [name for name in error.validator_value if name not in error.instance]
    elif error.validator == "additionalProperties" and "properties" in error.schema:
        names = [str(name) for name in error.instance if name not in error.schema["properties"]]
    for whole in [[*place, name] for name in names] or [place]:
        inner = "/".join(whole[1:])
        yield whole[0], f"{inner}: {_sentence(error)}" if inner else _sentence(error)


def _sentence(error: ValidationError) -> str:
    words = {
        "required": tk._("Missing value"),
        "additionalProperties": tk._("There is no such parameter."),
        "type": tk._("The value is of another type than it should be."),
        "enum": tk._("It is none of the values that are possible here."),
        "oneOf": tk._("It is none of the values that are possible here."),
        "maxLength": tk._("The text is too long."),
        "minLength": tk._("The text is too short."),
        "maxItems": tk._("There are too many of them."),
        "maxProperties": tk._("There are too many of them."),
        "minItems": tk._("There is nothing in it."),
        "minimum": tk._("The number is too small."),
        "maximum": tk._("The number is too large."),
    }
    return words.get(str(error.validator), tk._("The value is not written as it should be."))
