"""A server behind TLS whose certificate is as a test asks: of which name, valid when."""

from __future__ import annotations

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import create_server, socket

CA = """[ca]
default_ca = made
[made]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = of_name
[any]
commonName = supplied
[of_name]
subjectAltName = DNS:{name}
"""
KEY = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def certificate(folder: Path, name: str, begin: str, end: str) -> Path:
    """Return a file with a key and its self-signed certificate, valid between two moments."""
    (folder / "ca.cnf").write_text(CA.format(name=name))
    (folder / "index.txt").touch()
    _openssl(folder, *KEY, "-keyout", "key.pem", "-out", "asked.csr", "-subj", f"/CN={name}")
    _openssl(
        folder, "ca", "-batch", "-notext", "-config", "ca.cnf", "-selfsign", "-keyfile", "key.pem",
        "-in", "asked.csr", "-out", "made.pem", "-startdate", begin, "-enddate", end,
    )  # fmt: skip
    both = folder / "both.pem"
    both.write_text((folder / "key.pem").read_text() + (folder / "made.pem").read_text())
    return both


@contextmanager
def serving(both: Path, answer: bytes) -> Iterator[str]:
    """Answer every request with these bytes behind TLS; give the address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    with create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server, context, answer), daemon=True).start()
        yield f"https://localhost:{server.getsockname()[1]}"


def _serve(server: socket, context: ssl.SSLContext, answer: bytes) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with suppress(OSError), context.wrap_socket(connection, server_side=True) as made:
            made.recv(65536)
            made.sendall(answer)


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
