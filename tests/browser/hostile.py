"""Hostile texts, and the datasets that carry them: one made by hand, one by a publication."""

import csv
import json
import shutil
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from ckanext.infoprog.core import descriptor
from portal.settings import ROOT
from tests.passport import PASSPORT

Call = Callable[..., Any]
MARK = "window.hit=1"
MARKUP = f'"><img src=x onerror={MARK}><script>{MARK}</script>'
POLYGLOT = (
    f"jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk={MARK} )//%0D%0A//</stYle/</titLe/"
    f"</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd={MARK}//>\\x3e"
)
BREAKOUT = f"</script><script>{MARK}</script><!--<svg onload={MARK}>"
TEMPLATE = "{{ 7*7 }}{% raw %}${7*7}#{7*7}<%= 7*7 %>%(name)s{0.__class__}"
TURNED = "текст \u202egpj.exe\u2067 кінець"
PLANES = "𝒫😀👩‍👩‍👧"
LONG = "я" * 10_000
PICTURE = "![x](https://evil.example/x.png) <img src=https://evil.example/y.png>"
FORMULA = '=HYPERLINK("https://evil.example","x")'
TEXTS = (MARKUP, POLYGLOT, BREAKOUT, TEMPLATE, TURNED, PLANES, PICTURE, FORMULA)

ORGANISATION, DATASET, PACKAGE = "vorozha-rada", "vorozhyi-nabir-rukamy", "vorozhyi-nabir"
MODEL = "amu-digital-survey"
ORGANISATION_OF_MODEL = "asotsiatsiia-mist-ukrainy"


def make_by_hand(call: Call) -> str:
    """Make an organisation and a dataset whose every text is hostile; return the table's id."""
    call(
        "organization_create", name=ORGANISATION, title=MARKUP + TURNED, description=LONG + BREAKOUT
    )
    made = call(
        "package_create",
        **PASSPORT
        | {
            **{"name": DATASET, "owner_org": ORGANISATION, "license_id": "cc-by"},
            **{"title": BREAKOUT + TURNED + PLANES, "title_en": MARKUP + TEMPLATE},
            **{"notes": "\n\n".join((*TEXTS, "😀" * 2000)), "notes_en": POLYGLOT},
            **{"infoprog_purpose": MARKUP + TURNED, "maintainer": MARKUP + TURNED},
            **{"infoprog_spatial": TURNED + MARKUP, "infoprog_publisher_name": FORMULA + BREAKOUT},
        },
    )
    for text in TEXTS:
        call(
            "resource_create",
            package_id=made["id"],
            name=text,
            description=text + LONG,
            format=text[:40],
            url=f"https://example.org/{text}",
        )
    return _table(call, made["id"])


def _table(call: Call, package_id: str) -> str:
    """Make a table whose labels, notes and cells are hostile; return its id."""
    made = call("resource_create", package_id=package_id, name=MARKUP, url="https://example.org/a")
    fields = [
        {"id": f"f{n}", "type": "text", "info": {"label": text, "notes": text}}
        for n, text in enumerate(TEXTS)
    ]
    records = [{f"f{n}": text for n in range(len(TEXTS))} for text in (*TEXTS, LONG)]
    call(
        "datastore_create", resource_id=made["id"], fields=fields, records=records, force=True
    )  # fmt: skip
    return str(made["id"])


def publish(place: Path, url: str, token: Path) -> None:
    """Publish a package whose every text is hostile by the command, as a publisher would."""
    folder = place / "datasets" / PACKAGE
    shutil.copytree(ROOT / "datasets" / MODEL, folder)
    shutil.copy(ROOT / "datasets" / "organizations.yaml", place / "datasets")
    about = yaml.safe_load((folder / "package.yaml").read_text("utf-8"))
    about |= {
        **{"name": PACKAGE, "title_uk": BREAKOUT + TURNED, "title_en": MARKUP + TEMPLATE},
        **{"description_uk": "\n\n".join(TEXTS), "description_en": POLYGLOT},
        **{"purpose_uk": MARKUP + TURNED, "purpose_en": TEMPLATE, "publisherName": MARKUP},
    }
    del about["id"]
    (folder / "package.yaml").write_text(yaml.safe_dump(about, allow_unicode=True), "utf-8")
    _spoil(folder / "data" / "answers.csv", "text", [*TEXTS[:-1], LONG])
    _spoil(folder / "data" / "respondents.csv", "name", [MARKUP, TURNED])
    descriptor.write_descriptor(folder)
    words = ["publish", PACKAGE, "--portal", url, "--token-file", str(token), "--allow-warnings"]
    words += ["--note", MARKUP]
    command = [ROOT / ".portal" / "venv" / "bin" / "infoprog", *words]
    environ = {"INFOPROG_ROOT": str(place), "PATH": "/usr/bin:/bin", "INFOPROG_LANG": "en"}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _spoil(path: Path, column: str, texts: list[str]) -> None:
    """Write texts into the first cells of a column."""
    with path.open(encoding="utf-8", newline="") as opened:
        reader = csv.DictReader(opened)
        columns, rows = list(reader.fieldnames or ()), list(reader)
    for row, text in zip(rows, texts, strict=False):
        row[column] = text
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def upload(url: str, token: str, package_id: str) -> dict[str, Any]:
    """Upload a page with a script under a hostile file name, as a form would."""
    boundary = uuid4().hex
    name = f'{TURNED}"><img src=x onerror={MARK}>.html'.replace('"', "%22")
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="package_id"\r\n\r\n{package_id}',
        f'--{boundary}\r\nContent-Disposition: form-data; name="name"\r\n\r\n{PLANES}',
        f'--{boundary}\r\nContent-Disposition: form-data; name="upload"; filename="{name}"\r\n'
        f"Content-Type: text/html\r\n\r\n<script>{MARK}</script>",
    ]
    request = urllib.request.Request(  # noqa: S310 - the portal under test
        f"{url}/api/3/action/resource_create",
        ("\r\n".join(parts) + f"\r\n--{boundary}--\r\n").encode(),
        {"Authorization": token, "Content-Type": f"multipart/form-data; boundary={boundary}"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return dict(json.load(answer)["result"])
