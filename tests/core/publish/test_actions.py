"""The declared API: every action has its words, and its own example fits its own input."""

import json

import pytest
from jsonschema import Draft202012Validator

from ckanext.infoprog.core.publish import actions
from ckanext.infoprog.core.publish.actions import Action
from ckanext.infoprog.core.reports import openapi

ALL = list(actions.actions().values())


def _validator(action: Action) -> Draft202012Validator:
    return Draft202012Validator({**action.input, "components": {"schemas": actions.schemas()}})


@pytest.mark.parametrize("action", ALL, ids=lambda one: one.name)
class TestAction:
    def test_its_example_fits(self, action: Action) -> None:
        """An action's example is what the action takes."""
        _validator(action).check_schema(dict(action.input))
        assert [e.message for e in _validator(action).iter_errors(dict(action.example))] == []

    def test_it_is_said_in_both_languages(self, action: Action) -> None:
        """An action and each of its parameters are said in Ukrainian and in English."""
        assert all(action.title[lang] for lang in ("uk", "en"))
        fields = action.input["properties"].values()
        bare = [one for one in fields if "$ref" not in one and not one.get("description_en")]
        assert bare == []

    def test_it_takes_nothing_else(self, action: Action) -> None:
        """A parameter that the action does not know is a fault, not silence."""
        found = list(_validator(action).iter_errors({**action.example, "owner_org": "x"}))
        assert [error.validator for error in found] == ["additionalProperties"]


class TestDocument:
    @pytest.mark.parametrize("lang", ["uk", "en"])
    def test_it_is_the_same_each_time(self, lang: str) -> None:
        """The same input gives the same description, in one language alone."""
        made = [openapi.portal("https://example.org", "1.0", lang) for _ in range(2)]
        assert made[0] == made[1]
        assert "description_en" not in json.dumps(made[0])

    def test_a_line_of_curl_is_safe_to_paste(self) -> None:
        """Quotes and spaces in an example stay one word of the line."""
        operation = {"parameters": [{"name": "q", "in": "query", "example": "a'; rm -rf ~ #"}]}
        line = openapi.curl("https://example.org", "/x", "get", operation)
        assert line == """curl -G https://example.org/x --data-urlencode 'q=a'"'"'; rm -rf ~ #'"""
