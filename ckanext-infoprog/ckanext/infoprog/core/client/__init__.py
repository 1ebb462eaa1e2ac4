"""A CKAN portal over HTTP: requests that are retried, answers that are understood, a safe token."""

from ckanext.infoprog.core.client.address import Address
from ckanext.infoprog.core.client.answers import Answer
from ckanext.infoprog.core.client.failure import PortalError
from ckanext.infoprog.core.client.http import Client, Patience
from ckanext.infoprog.core.client.token import Token

__all__ = ["Address", "Answer", "Client", "Patience", "PortalError", "Token"]
