"""Fill a new portal with its organisations and accounts; runs inside the virtual environment.

With a file of organisations it makes those and a publisher; without one, only an
administrator; `--token` asks for a new API token. Prints one JSON object: what was made, and
the secrets made for it.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

import yaml
from ckan import model
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from ckan.plugins import toolkit as tk

ADMIN, PUBLISHER = "admin", "publisher"
TOKEN_LABEL = "infoprog"


def main() -> None:
    """Seed the site of the ini file named first from the file of organisations named second."""
    ini, *files = [word for word in sys.argv[1:] if word != "--token"]
    organizations = [entry for file in files for entry in yaml.safe_load(Path(file).read_text())]
    os.environ["CKAN_INI"] = ini
    app = make_app(CKANConfigLoader(ini).get_config())
    with app.test_request_context():
        print(json.dumps(_seed(organizations)))


def _seed(organizations: list[dict[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {"organizations": 0}
    password = _ensure_user(ADMIN, sysadmin=True)
    if password:
        made["admin_password"] = password
    owner = PUBLISHER if organizations else ADMIN
    _ensure_user(owner, sysadmin=False)
    for organization in organizations:
        made["organizations"] += _ensure_organization(organization)
    if "--token" in sys.argv:
        made["token"] = _new_token(owner)
    return made


def _ensure_user(name: str, *, sysadmin: bool) -> str | None:
    """Make a user with a random password; return it where the user is new."""
    if model.User.get(name):
        return None
    password = secrets.token_urlsafe(15)
    tk.get_action("user_create")(
        _context(), {"name": name, "email": f"{name}@portal.invalid", "password": password}
    )
    if sysadmin:
        user = model.User.get(name)
        user.sysadmin = True
        model.Session.commit()
    return password


def _ensure_organization(entry: dict[str, Any]) -> bool:
    """Make an organisation or bring it to what the file says; return whether it changed."""
    wanted = {"title": entry["name"], "description": entry["description"]}
    extras = {
        key: str(entry[key])
        for key in ("name_en", "description_en", "edrpou", "katottg")
        if entry.get(key)
    }
    group = model.Group.get(entry["slug"])
    data = {
        **wanted,
        "extras": [{"key": key, "value": value} for key, value in sorted(extras.items())],
    }
    if group is None:
        tk.get_action("organization_create")(_context(), {"name": entry["slug"], **data})
        changed = True
    else:
        known = tk.get_action("organization_show")(
            _context(), {"id": entry["slug"], "include_users": False}
        )
        changed = (
            any(known.get(key) != value for key, value in wanted.items())
            or {extra["key"]: extra["value"] for extra in known.get("extras", [])} != extras
        )
        if changed:
            tk.get_action("organization_patch")(_context(), {"id": entry["slug"], **data})
    _ensure_editor(entry["slug"])
    return changed


def _ensure_editor(organization: str) -> None:
    members = tk.get_action("member_list")(_context(), {"id": organization, "object_type": "user"})
    publisher = model.User.get(PUBLISHER)
    if publisher.id not in {member[0] for member in members}:
        tk.get_action("organization_member_create")(
            _context(), {"id": organization, "username": PUBLISHER, "role": "editor"}
        )


def _new_token(name: str) -> str:
    """Make an API token in place of the one that this program made before."""
    for token in tk.get_action("api_token_list")(_context(), {"user_id": name}):
        if token["name"] == TOKEN_LABEL:
            tk.get_action("api_token_revoke")(_context(), {"jti": token["id"]})
    made = tk.get_action("api_token_create")(_context(), {"user": name, "name": TOKEN_LABEL})
    return str(made["token"])


def _context() -> dict[str, Any]:
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"ignore_auth": True, "user": site_user["name"]}


if __name__ == "__main__":
    main()
