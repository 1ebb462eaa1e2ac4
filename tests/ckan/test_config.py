"""Every option is declared, documented and read by one getter."""

import inspect
from pathlib import Path

import pytest
import yaml

import ckanext.infoprog
from ckanext.infoprog import config

DECLARATION = Path(ckanext.infoprog.__file__).parent / "config_declaration.yaml"
GROUPS = yaml.safe_load(DECLARATION.read_text(encoding="utf-8"))["groups"]
OPTIONS = {option["key"]: option for group in GROUPS for option in group["options"]}


class TestOptions:
    def test_documented(self) -> None:
        """Each option has a default and a description."""
        assert [key for key, one in OPTIONS.items() if not one.get("description")] == []
        assert [key for key, one in OPTIONS.items() if "default" not in one] == []

    def test_one_getter(self) -> None:
        """Each option is read in exactly one place, the getters' module."""
        source = inspect.getsource(config)
        assert {key: source.count(f'"{key}"') for key in OPTIONS} == dict.fromkeys(OPTIONS, 1)

    @pytest.mark.usefixtures("with_plugins")
    def test_types(self) -> None:
        """Each getter returns the option's value with its declared type."""
        for key, option in OPTIONS.items():
            value = next(
                getter()
                for name, getter in inspect.getmembers(config, inspect.isfunction)
                if key in inspect.getsource(getter) and name
            )
            assert type(value) is type(option["default"]), key
