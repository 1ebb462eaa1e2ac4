"""The address of a portal, and what may be sent to it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, urljoin, urlsplit

from ckanext.infoprog.core.client.failure import PortalError


@dataclass(frozen=True, slots=True)
class Address:
    """Where a portal is: an http(s) address without a slash at its end."""

    url: str

    @classmethod
    def of(cls, value: str) -> Self:
        """Return the address that a person typed."""
        text = value.strip().rstrip("/")
        try:
            parts = urlsplit(text)
            usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            raise PortalError("bad-address", value=value) from None
        odd = parts.query or parts.fragment or not text.isprintable() or " " in text
        if "@" in parts.netloc:
            raise PortalError("bad-address", value=f"{parts.scheme}://***@{parts.hostname}")
        if not usable or odd:
            raise PortalError("bad-address", value=value)
        return cls(text)

    @property
    def is_loopback(self) -> bool:
        """Whether what is sent does not leave this machine."""
        host = (urlsplit(self.url).hostname or "").rstrip(".")
        if host == "localhost" or host.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def is_literal(self) -> bool:
        """Whether it names a machine by number, or this one: no name server can lead it astray."""
        try:
            return bool(ipaddress.ip_address(urlsplit(self.url).hostname or ""))
        except ValueError:
            return self.is_loopback

    @property
    def keeps_secrets(self) -> bool:
        """Whether a token may be sent there: encrypted, or within this machine."""
        return self.url.startswith("https://") or self.is_loopback

    def at(self, *parts: str) -> str:
        """Return the address of a path; the parts may hold any character, slashes stay."""
        return "/".join([self.url, *(quote(part, safe="/~") for part in parts)])

    def same_origin(self, target: str) -> bool:
        """Whether a target is on this portal's own scheme, host and port."""
        ours, theirs = urlsplit(self.url), urlsplit(urljoin(f"{self.url}/", target))
        return (ours.scheme, ours.netloc.lower()) == (theirs.scheme, theirs.netloc.lower())
