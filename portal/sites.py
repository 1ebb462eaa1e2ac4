"""The CKAN sites of a portal: the city's own, and those that play a national portal for tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

from portal import files, redis
from portal.settings import HOST, ROOT, Settings

TEMPLATE = ROOT / "portal" / "templates" / "ckan.ini"
OURS = "infoprog activity datastore scheming_datasets dcat structured_data"
HARVESTING = "harvest ckan_harvester dcat_rdf_harvester"
OUR_SCHEMA = "ckanext.infoprog:dataset_schema.yaml"
SITE_URL = re.compile(r"^ckan\.site_url = (\S+)$", re.MULTILINE)
NATIONAL_SCHEMA = (ROOT / "portal" / "national" / "dataset_schema.yaml").as_uri()


@dataclass(frozen=True)
class Site:
    """One CKAN: what sets it apart from its neighbours on the same machine."""

    name: str
    title: str
    plugins: str
    schema: str
    redis_db: int
    harvests: bool = False
    publishes: bool = False  # carries datasets that publications make
    served: bool = True  # has a web server and a worker of its own from the start

    @property
    def database(self) -> str:
        """Return its main database."""
        return f"ckan_{self.name}"

    @property
    def datastore(self) -> str:
        """Return its DataStore database."""
        return f"datastore_{self.name}"

    def home(self, settings: Settings) -> Path:
        """Return the folder of its ini and its files."""
        return settings.state / self.name

    def ini(self, settings: Settings) -> Path:
        """Return its configuration file."""
        return self.home(settings) / "ckan.ini"

    def url(self, settings: Settings) -> str:
        """Return the address under which it is seen."""
        if self.name not in settings.ports:
            return settings.site_url
        return f"http://{HOST}:{self.port(settings)}"

    @property
    def is_ours(self) -> bool:
        """Tell whether it runs our plugin."""
        return self.plugins.startswith("infoprog")

    @property
    def cores(self) -> tuple[str, ...]:
        """Return its cores in Solr: of its datasets, and of the rows of its programmes."""
        return (self.name, rows_core(self)) if self.is_ours else (self.name,)

    @property
    def rdf_profiles(self) -> str:
        """Return the profile by which it writes and reads DCAT."""
        return "infoprog_dcat_ap" if self.is_ours else "euro_dcat_ap_3"

    def port(self, settings: Settings) -> int:
        """Return the port of its web server."""
        return settings.ports.get(self.name, settings.ports["web"])


CITY = Site("city", "Програми цифрового розвитку", OURS, OUR_SCHEMA, redis_db=0, publishes=True)
# The three kinds of target that a city's harvest meets.
NATIONAL = Site(
    "national",
    "Національний портал (тестовий)",
    f"activity datastore scheming_datasets dcat structured_data {HARVESTING} infoprog_national",
    NATIONAL_SCHEMA,
    redis_db=1,
    harvests=True,
)
PLAIN = Site(
    "plain",
    "Plain CKAN (test)",
    f"activity datastore dcat structured_data {HARVESTING}",
    "",
    redis_db=2,
    harvests=True,
    served=False,
)
PEER = Site(
    "peer",
    "Портал зі схемою міста (тестовий)",
    f"{OURS} harvest ckan_harvester infoprog_dcat_rdf_harvester",
    OUR_SCHEMA,
    redis_db=3,
    harvests=True,
    served=False,
)
# Databases that tests of the extension may empty at will: one site for each core that tests.
PYTEST = Site("pytest", "Test", OURS, OUR_SCHEMA, redis_db=4, served=False)
PYTEST_BESIDE = Site("pytest2", "Test", OURS, OUR_SCHEMA, redis_db=5, served=False)
PYTESTS = (PYTEST, PYTEST_BESIDE)


def of(settings: Settings) -> list[Site]:
    """Return the sites this portal carries, the city's first."""
    targets = [NATIONAL, PLAIN, PEER] if settings.with_national else []
    return [CITY, *targets, *(PYTESTS if settings.profile == "test" else [])]


def rows_core(site: Site) -> str:
    """Return the name of the core in which the rows of a site's programmes are found."""
    return f"{site.name}-rows"


def base_uri(site: Site, settings: Settings) -> str:
    """Return what the URIs of its datasets begin with: the address of its first start, for good."""
    path = base_file(site, settings)
    if not path.exists():
        ini = site.ini(settings)
        known = SITE_URL.search(ini.read_text("utf-8")) if ini.exists() else None
        files.write(path, f"{known.group(1) if known else site.url(settings)}\n")
    return path.read_text("utf-8").strip()


def base_file(site: Site, settings: Settings) -> Path:
    """Return the file that keeps the base of its URIs."""
    return site.home(settings) / "base-uri"


def write_ini(site: Site, settings: Settings, secrets: dict[str, str]) -> bool:
    """Write the site's configuration; return whether it changed."""
    home = site.home(settings)
    (home / "storage").mkdir(parents=True, exist_ok=True)
    database = f"{HOST}:{settings.ports['postgres']}"
    values = dict(
        site_id=f"infoprog-{site.name}",
        site_url=site.url(settings),
        base_uri=base_uri(site, settings),
        site_title=site.title,
        secure=str(site.url(settings).startswith("https://")).lower(),
        secret=f"{site.name}.{secrets['sign']}",
        database=f"postgresql://ckan:{secrets['ckan']}@{database}/{site.database}",
        datastore_write=f"postgresql://ckan:{secrets['ckan']}@{database}/{site.datastore}",
        datastore_read=(
            f"postgresql://datastore_reader:{secrets['datastore_reader']}@{database}/{site.datastore}"
        ),
        redis_url=redis.url(settings, secrets["redis"], site.redis_db),
        solr_url=f"http://{HOST}:{settings.ports['solr']}/solr/{site.name}",
        solr_rows=(
            f"ckanext.infoprog.rows_solr_url = http://{HOST}:{settings.ports['solr']}/solr/"
            + rows_core(site)
            if site.is_ours
            else ""
        ),
        storage=str(home / "storage"),
        plugins=site.plugins,
        schema=site.schema,
        rdf_profiles=site.rdf_profiles,
        harvest=str(ROOT / "harvest"),
        fault_points=str(settings.profile == "test").lower(),
    )
    # A lone % begins a reference to another option in an ini file.
    safe = {name: value.replace("%", "%%") for name, value in values.items()}
    text = Template(TEMPLATE.read_text("utf-8")).substitute(safe)
    return files.write(site.ini(settings), text, mode=0o600)
