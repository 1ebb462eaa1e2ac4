"""What the passport of a dataset made by hand must have, for tests that make one over the API."""

from typing import Any, Final

PASSPORT: Final[dict[str, Any]] = {
    "notes": "Заходи, кошти, індикатори.",
    "infoprog_purpose": "Рішення ради. Показати, що заплановано.",
    "infoprog_language": "ua",
    "infoprog_update_frequency": "once a year",
    "maintainer": "Відділ цифрового розвитку",
    "maintainer_email": "opendata@example.org",
    "tags": [{"name": "бюджет"}],
}
