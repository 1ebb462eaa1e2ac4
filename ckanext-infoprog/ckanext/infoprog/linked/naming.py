"""URIs for datasets that were made before URIs were stored."""

import sqlalchemy as sa
from ckan import model
from ckan.lib import search

from ckanext.infoprog.linked import identity


def name_all() -> int:
    """Store the URI of every dataset that has none, and return how many there were.

    It is the URI that they have been described under, so that nothing has changed for a
    harvester: their dates stay.
    """
    package = model.package_table
    stored = sa.func.coalesce(package.c.extras["uri"].astext, "")
    uri = sa.literal(f"{identity.base()}/dataset/").concat(package.c.id)
    extras = sa.func.coalesce(package.c.extras, sa.text("'{}'::jsonb"))
    named = (
        sa.update(package)
        .where(package.c.type == "dataset", stored == "")
        .values(extras=sa.func.jsonb_set(extras, "{uri}", sa.func.to_jsonb(uri)))
        .returning(package.c.id, package.c.state)
    )
    found = model.Session.execute(named).all()
    model.Session.commit()
    for one in found:
        if one.state == "active":
            search.rebuild(one.id)
    return len(found)
