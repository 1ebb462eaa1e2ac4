"""A stored file as an answer: whole, a part of it, or that the reader has it already."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from flask import Response, request
from werkzeug.datastructures import Range
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from ckanext.infoprog.storage import blobs

VERSION = "Infoprog-Version"
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class File:
    """A stored file under the name and the type that it is given out with."""

    sha256: str
    size: int
    filename: str
    mimetype: str
    modified: datetime
    version: int


def send(sent: File, *, bom: bool = False) -> Response:
    """Return a file, a part of it where one is asked for, or 304 where the reader has it."""
    etag = f"{sent.sha256}-bom" if bom else sent.sha256
    response = Response(content_type=_content_type(sent.mimetype))
    response.headers.set("Content-Disposition", "attachment", filename=sent.filename)
    response.headers[VERSION] = str(sent.version)
    response.set_etag(etag)
    response.last_modified = sent.modified
    response.content_length = sent.size + (len(BOM) if bom else 0)
    response.make_conditional(request)
    response.headers["Accept-Ranges"] = "none" if bom else "bytes"
    if response.status_code == 304:
        return response
    if bom:
        response.response = chain([BOM], blobs.stream(sent.sha256))
        return response
    span = _span(sent, etag)
    response.response = _pieces(sent, span)
    if span:
        response.status_code = 206
        response.content_length = span[1] - span[0]
        response.headers["Content-Range"] = f"bytes {span[0]}-{span[1] - 1}/{sent.size}"
    return response


def wants_bom() -> bool:
    """Tell whether the reader asks for the mark by which Excel knows UTF-8."""
    return request.args.get("bom", "").lower() in ("true", "1", "yes", "on")


def moment(text: str) -> datetime:
    """Return a moment written in UTC, to the second, as HTTP dates are."""
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).replace(microsecond=0)


def _pieces(sent: File, span: tuple[int, int] | None) -> Iterator[bytes]:
    """Return the bytes to send; a stored file of another size than it had is no answer at all."""
    if blobs.size(sent.sha256) != sent.size:
        raise OSError(f"stored file {sent.sha256} is not whole")
    start, end = span or (0, sent.size)
    return blobs.stream(sent.sha256, start, end - start)


def _span(sent: File, etag: str) -> tuple[int, int] | None:
    """Return where the one part that is asked for begins and ends; None for the whole file."""
    asked = request.range if request.method == "GET" else None
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    if not _is_same(sent, etag):
        return None
    found = _within(asked, sent.size)
    if found is None:
        raise RequestedRangeNotSatisfiable(sent.size)
    return found


def _within(asked: Range, size: int) -> tuple[int, int] | None:
    start, end = asked.ranges[0]
    if start < 0:
        start = max(0, size + start)
    return (start, min(size if end is None else end, size)) if start < size else None


def _is_same(sent: File, etag: str) -> bool:
    """Tell whether the part belongs to the file that the reader has the beginning of."""
    given = request.headers.get("If-Range")
    if not given:
        return True
    if request.if_range.date:
        return request.if_range.date == sent.modified
    return given == f'"{etag}"'


def _content_type(mimetype: str) -> str:
    return f"{mimetype}; charset=utf-8" if mimetype.startswith("text/") else mimetype
