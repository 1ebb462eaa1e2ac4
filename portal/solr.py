"""Solr as the portal runs it: its jars, its home, its command, its pulse."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path

from portal import files, solr_schema, solr_words
from portal.errors import PortalError
from portal.i18n import _

HERE = Path(__file__).parent / "solr"
POM = HERE / "pom.xml"
CHECKSUMS = HERE / "jars.sha256"
STAMP = ".stamp"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
HEAP_MB = 384
OURS, ROWS, STOCK = "ukrainian", "ukrainian-rows", "stock"
COMMON = ("characters.txt", "letters.txt", "endings.txt")
EMPTY = ("protwords.txt", "stopwords.txt", "synonyms.txt")
# Parts of solrconfig.xml that a core with CKAN's own schema goes without.
PARTS = {
    # A query is taken word by word, as CKAN's is. What is written just so, in the title or
    # anywhere, stands before other forms of the word.
    "@DEFAULTS@": """<str name="sow">true</str>
      <str name="bq">_query_:"{!field f=title_exact v=$q}"^4</str>
      <str name="bq">_query_:"{!field f=text_exact v=$q}"</str>""",
    # The last part of a resource's address is its file's name, which people search for.
    "@FILE_NAMES@": """<updateRequestProcessorChain name="file-names" default="true">
    <processor class="solr.CloneFieldUpdateProcessorFactory">
      <str name="source">res_url</str>
      <str name="dest">res_extras_file_name</str>
    </processor>
    <processor class="solr.RegexReplaceProcessorFactory">
      <str name="fieldName">res_extras_file_name</str>
      <str name="pattern">^[^?#]*/([^/?#]*).*$</str>
      <str name="replacement">$1</str>
      <bool name="literalReplacement">false</bool>
    </processor>
    <processor class="solr.LogUpdateProcessorFactory"/>
    <processor class="solr.RunUpdateProcessorFactory"/>
  </updateRequestProcessorChain>""",
}


def install(lib: Path) -> None:
    """Fill a folder with the jars that pom.xml names, each checked; do nothing where it is full."""
    expected = _checksums()
    stamp = files.digest(POM.read_text("utf-8") + CHECKSUMS.read_text("utf-8"))
    present = {path.name for path in lib.glob("*.jar")}
    if files.stamped(lib / STAMP, stamp) and present == expected.keys():
        return
    lib.parent.mkdir(parents=True, exist_ok=True)
    for cut_off in lib.parent.glob(f"{lib.name}.*/"):
        shutil.rmtree(cut_off, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=lib.parent, prefix=lib.name + ".") as scratch:
        fresh = Path(scratch) / "lib"
        _fetch(fresh, lib.with_name(f"{lib.name}.log"))
        _verify(fresh, expected)
        files.write(fresh / STAMP, stamp)
        shutil.rmtree(lib, ignore_errors=True)
        fresh.rename(lib)


def write_home(
    home: Path,
    cores: Iterable[str],
    ckan_schema: Path,
    stock: Iterable[str] = (),
    rows: Iterable[str] = (),
) -> bool:
    """Write Solr's home with these cores; return whether a file changed.

    A core named in `stock` gets CKAN's own schema, one in `rows` that of the rows of programmes.
    Where an existing core changes, Solr has to be restarted and the search index rebuilt.
    """
    theirs = ckan_schema.read_text("utf-8")
    ours = solr_schema.derive(theirs)
    sets = {**dict.fromkeys(cores, OURS), **dict.fromkeys(stock, STOCK)}
    sets |= dict.fromkeys(rows, ROWS)
    changed = [
        files.write(home / "solr.xml", _ours("solr.xml")),
        _write_set(home, OURS, {"schema.xml": ours, "solrconfig.xml": _solrconfig(PARTS)}),
    ]
    plain = _solrconfig(dict.fromkeys(PARTS, ""))
    for name, schema in ((STOCK, theirs), (ROWS, solr_schema.rows())):
        if name in sets.values():
            changed.append(_write_set(home, name, {"schema.xml": schema, "solrconfig.xml": plain}))
    for core, name in sorted(sets.items()):
        text = f"name={core}\nconfigSet={name}\n"
        changed.append(files.write(home / core / "core.properties", text))
    return any(changed)


def _write_set(home: Path, name: str, texts: dict[str, str]) -> bool:
    """Write a configuration that cores share; return whether a file changed."""
    conf = home / "configsets" / name / "conf"
    lists = {name: _ours(name) for name in COMMON} | dict.fromkeys(EMPTY, "") | solr_words.files()
    return any([files.write(conf / name, text) for name, text in (lists | texts).items()])


def _solrconfig(parts: dict[str, str]) -> str:
    text = _ours("solrconfig.xml")
    for place, part in parts.items():
        text = text.replace(place, part)
    return text


def command(home: Path, lib: Path, port: int) -> list[str]:
    """Return the command that runs Solr in the foreground on 127.0.0.1, until SIGTERM."""
    options = {
        "file.encoding": "UTF-8",
        "java.awt.headless": "true",
        "java.io.tmpdir": home,
        "jetty.port": port,
        "log4j.configurationFile": HERE / "log4j2.xml",
        "solr.install.dir": lib.parent,
        "solr.log.dir": home,
        "solr.solr.home": home,
        "user.timezone": "UTC",
    }
    return [
        "java",
        f"-Xmx{HEAP_MB}m",
        "-XX:+UseSerialGC",
        "-XX:MaxMetaspaceSize=160m",
        "-XX:ReservedCodeCacheSize=64m",
        "-XX:MaxDirectMemorySize=64m",
        "-XX:+ExitOnOutOfMemoryError",
        *(f"-D{name}={value}" for name, value in options.items()),
        "-cp",
        f"{lib}/*",
        "org.eclipse.jetty.xml.XmlConfiguration",
        str(HERE / "jetty.xml"),
    ]


def ready(port: int, core: str) -> bool:
    """Return whether a core answers a search."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    address = f"http://127.0.0.1:{port}/solr/{core}/select?q=*:*&rows=0"
    try:
        with opener.open(address, timeout=3) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _ours(name: str) -> str:
    return (HERE / name).read_text("utf-8")


def _checksums() -> dict[str, str]:
    lines = CHECKSUMS.read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def _fetch(folder: Path, log: Path) -> None:
    """Let Maven, with whatever mirror it is set up for, copy the jars into a folder."""
    order = ["mvn", "-B", "-q", "-Dstyle.color=never", "-f", str(POM), COPY]
    try:
        done = subprocess.run(
            [*order, f"-DoutputDirectory={folder}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},  # else it finds no file with a Cyrillic name
            check=False,
        )
    except FileNotFoundError as error:
        raise PortalError(
            _("Maven is not installed, so Solr's jars cannot be fetched"),
            _("apt-get install maven"),
        ) from error
    if done.returncode != 0:
        plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
        files.write(log, plain)
        said = re.search(r"^\[ERROR\] (.{3,400})", plain, re.M)
        why = said.group(1) if said else done.returncode
        raise PortalError(
            _("Maven could not fetch Solr's jars: {why}").format(why=why),
            _("check the network and Maven's settings.xml, then run it again"),
            log,
        )


def _verify(folder: Path, expected: dict[str, str]) -> None:
    """Stop where a jar is missing, not expected or not the one we know."""
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.jar")
    }
    wrong = sorted(name for name, _digest in found.items() ^ expected.items())
    if wrong:
        raise PortalError(
            _("these jars are not the ones Solr was tried with: {names}").format(
                names=", ".join(dict.fromkeys(wrong))
            ),
            _("delete them from Maven's local repository (~/.m2/repository) and run it again"),
        )
