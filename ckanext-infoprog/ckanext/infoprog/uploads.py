"""Names of uploaded files: CKAN keeps Latin letters only, so Ukrainian ones are written in them."""

import unicodedata
from typing import Any

from werkzeug.datastructures import FileStorage

# Resolution 55 of the Cabinet of Ministers (2010): a letter within a word, and at its beginning.
LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia", "ь": "", "'": "", "’": "", "ʼ": "",
    "ё": "io", "ы": "y", "э": "e", "ъ": "",
}  # fmt: skip
APOSTROPHES = "'’ʼ"
FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def latin(name: str) -> str:
    """Return the name with its Ukrainian letters written in Latin ones, in lower case."""
    text = unicodedata.normalize("NFC", name).lower().replace("зг", "zgh")
    return "".join(
        _letter(letter, begins=not (before.isalpha() or before in APOSTROPHES))
        for before, letter in zip(" " + text, text, strict=False)
    )


def _letter(letter: str, *, begins: bool) -> str:
    inner = LETTERS.get(letter, letter)
    return FIRST.get(letter, inner) if begins else inner


def rename(resource: dict[str, Any]) -> None:
    """Give the file uploaded with a resource a name that CKAN does not empty."""
    upload = resource.get("upload")
    if isinstance(upload, FileStorage) and upload.filename and not upload.filename.isascii():
        upload.filename = latin(upload.filename)
