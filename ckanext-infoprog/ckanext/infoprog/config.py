"""One typed getter per option of config_declaration.yaml; defaults stand there."""

import ckan.plugins.toolkit as tk


def contact_email() -> str:
    """Return the portal's contact address, or an empty string."""
    return str(tk.config["ckanext.infoprog.contact_email"])


def title_en() -> str:
    """Return the portal's name on English pages, or an empty string."""
    return str(tk.config["ckanext.infoprog.title_en"])


def home_programmes() -> int:
    """Return how many programme cards the home page shows at most."""
    return int(tk.config["ckanext.infoprog.home.programmes"])


def home_latest() -> int:
    """Return how many latest publications the home page lists."""
    return int(tk.config["ckanext.infoprog.home.latest"])


def preview_rows() -> int:
    """Return how many first rows of a table the resource page shows."""
    return int(tk.config["ckanext.infoprog.preview.rows"])


def ready_timeout() -> int:
    """Return the seconds that one readiness check may take."""
    return int(tk.config["ckanext.infoprog.ready.timeout"])


def worker_silence() -> int:
    """Return the seconds of silence after which a job worker counts as gone."""
    return int(tk.config["ckanext.infoprog.ready.worker_silence"])


def catalogue_retry_after() -> int:
    """Return the seconds after which a refused harvester may come back."""
    return int(tk.config["ckanext.infoprog.catalogue.retry_after"])


def check_max_memory() -> int:
    """Return the bytes of memory that the check of a publication may take."""
    return int(tk.config["ckanext.infoprog.check.max_memory_mb"]) * 1024 * 1024


def check_max_seconds() -> int:
    """Return the seconds that the check of a publication may take."""
    return int(tk.config["ckanext.infoprog.check.max_seconds"])


def site_id() -> str:
    """Return the name that sets this portal's documents apart in a shared index."""
    return str(tk.config["ckan.site_id"])


def publication_idle_seconds() -> int:
    """Return the seconds of silence after which a publication counts as left alone."""
    return int(tk.config["ckanext.infoprog.publication.idle_seconds"])


def publication_hold_days() -> int:
    """Return for how many days a publication held for preview waits."""
    return int(tk.config["ckanext.infoprog.publication.hold_days"])


def reconcile_every() -> int:
    """Return the seconds between two looks at what publications left undone."""
    return int(tk.config["ckanext.infoprog.reconcile.every"])


def garbage_days() -> int:
    """Return after how many days a file that nothing refers to is removed."""
    return int(tk.config["ckanext.infoprog.reconcile.garbage_days"])


def switch_lock_timeout_ms() -> int:
    """Return for how many milliseconds a switch waits for the tables before it steps back."""
    return int(tk.config["ckanext.infoprog.switch.lock_timeout_ms"])


def switch_tries() -> int:
    """Return how often a switch tries to get the tables before it leaves them to a later time."""
    return int(tk.config["ckanext.infoprog.switch.tries"])


def fault_points() -> bool:
    """Tell whether tests may break publications here; never on a portal that people use."""
    return bool(tk.config["ckanext.infoprog.fault_points"])


def tombstone_days() -> int:
    """Return for how many days a withdrawn dataset stands before it may be deleted."""
    return int(tk.config["ckanext.infoprog.tombstone_days"])


def max_file_mb() -> int:
    """Return how many megabytes one file of a package may have."""
    return int(tk.config["ckanext.infoprog.publication.max_file_mb"])


def cycle_file_mb() -> int:
    """Return how many megabytes one form that comes back may have."""
    return int(tk.config["ckanext.infoprog.cycle.max_file_mb"])


def cycle_files() -> int:
    """Return how many forms may come together."""
    return int(tk.config["ckanext.infoprog.cycle.max_files"])


def cycle_delivery_mb() -> int:
    """Return how many megabytes of forms may come together."""
    return int(tk.config["ckanext.infoprog.cycle.max_delivery_mb"])


def calendar_file() -> str:
    """Return the path of the publisher's own calendar of working days, or an empty string."""
    return str(tk.config["ckanext.infoprog.calendar_file"])


def annex_file() -> str:
    """Return the path of the publisher's own list of annex items, or an empty string."""
    return str(tk.config["ckanext.infoprog.annex_file"])


def harvest_status_folder() -> str:
    """Return the folder in which runs of `infoprog harvest status` leave what they found."""
    return str(tk.config["ckanext.infoprog.harvest_status_folder"])


def harvest_folder() -> str:
    """Return the folder of city.yaml and national.yaml, or an empty string."""
    return str(tk.config["ckanext.infoprog.harvest_folder"])


def rows_solr_url() -> str:
    """Return the address of the Solr core of the rows of programmes, or an empty string."""
    return str(tk.config["ckanext.infoprog.rows_solr_url"])
