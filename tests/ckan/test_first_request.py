"""What stands before the first request is served."""

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import pytest
from ckan import authz, logic
from flask import Flask


@pytest.fixture
def half_known(with_plugins: None) -> None:
    """Forget all actions and permissions, as in a process that has just begun."""
    logic.clear_actions_cache()
    authz.clear_auth_functions_cache()


def test_all_is_known(half_known: None) -> None:
    """A new process knows every action and permission with its guards before it serves."""
    p.get_plugin("infoprog").make_middleware(Flask("new"), tk.config)
    assert {"datastore_search", "infoprog_publication_begin"} <= set(logic._actions)
    assert {"datastore_search", "package_delete"} <= set(authz._AuthFunctions._functions)
