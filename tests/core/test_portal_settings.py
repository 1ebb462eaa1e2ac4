"""What a portal command says of settings and small files that are wrong."""

from __future__ import annotations

import configparser
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from portal import files, keyring, main, processes, settings, sites
from portal.errors import PortalError


class TestPorts:
    @pytest.mark.parametrize("text", ["80", "99999", "abc", "5000²", "٥٠٠٠", " 5000", "-5"])
    def test_not_a_port(self, text: str) -> None:
        """What is no port number is refused with the name of its setting."""
        with pytest.raises(PortalError, match="INFOPROG_PORT_WEB=.* "):
            settings.read({"INFOPROG_PORT_WEB": text})

    def test_empty(self) -> None:
        """An empty setting means the default."""
        assert settings.read({"INFOPROG_PORT_WEB": ""}).ports["web"] == settings.PORTS["web"]

    def test_shared(self) -> None:
        """Two services cannot share a port; both settings are named."""
        with pytest.raises(PortalError, match="INFOPROG_PORT_WEB .* INFOPROG_PORT_SOLR .*8990"):
            settings.read({"INFOPROG_PORT_WEB": "8990"})


class TestAddress:
    def test_slash(self) -> None:
        """A slash at the end of the portal's address does no harm."""
        here = settings.read({"INFOPROG_SITE_URL": "https://data.example.org/"})
        assert here.site_url == "https://data.example.org"

    @pytest.mark.parametrize("text", ["data.example.org", "https://a.example/path", "https://a b"])
    def test_refused(self, text: str) -> None:
        """What is no address of a site is refused before anything is written."""
        with pytest.raises(PortalError, match="INFOPROG_SITE_URL"):
            settings.read({"INFOPROG_SITE_URL": text})


def test_ini_of_any_path(tmp_path: Path) -> None:
    """The ini keeps a schema's address whose Cyrillic path is written in percent signs."""
    here = settings.read({"INFOPROG_STATE": str(tmp_path)})
    site = replace(sites.NATIONAL, schema="file:///%D0%9C%D1%96%D0%B9/schema.yaml")
    secrets = dict.fromkeys(keyring.NAMES, "word")
    assert sites.write_ini(site, here, secrets)
    ini = configparser.ConfigParser()
    ini.read_string(site.ini(here).read_text("utf-8"))
    assert ini.get("app:main", "scheming.dataset_schemas") == site.schema


@pytest.mark.parametrize("name", ["100%", "a;b", "a:b", 'a"b', "a\\b"])
def test_unfit_place(name: str) -> None:
    """A path that the services could not take is refused with the sign that is in the way."""
    with pytest.raises(PortalError, match="its name holds"):
        settings.read({"INFOPROG_STATE": f"/tmp/{name}"})


def test_fit_place() -> None:
    """Spaces, Cyrillic letters and brackets in a path are no hindrance."""
    assert settings.read({"INFOPROG_STATE": "/tmp/Мій портал (2)"}).state.name == "Мій портал (2)"


def test_damaged_stamp(tmp_path: Path) -> None:
    """A file of ours that is no text any more counts as changed and is written anew."""
    stamp = tmp_path / "stamp"
    stamp.write_bytes(b"\xff\xfe\x00")
    assert not files.stamped(stamp, "done")
    assert files.write(stamp, "done")
    assert files.stamped(stamp, "done")


def test_keep_private(tmp_path: Path) -> None:
    """Rights that others got to a private file or folder are taken away; its owner keeps his."""
    token = tmp_path / "token"
    token.write_text("word")
    token.chmod(0o644)
    (tmp_path / "postgres").mkdir(mode=0o777)
    for path in (token, tmp_path / "postgres", tmp_path / "none"):
        files.keep_private(path)
    assert token.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "postgres").stat().st_mode & 0o777 == 0o700


def test_unforeseen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A failure that nobody foresaw is one sentence with a log; the trace stands in the log."""

    def fail(_here: settings.Settings) -> int:
        raise RuntimeError("what a surprise")

    monkeypatch.setitem(main.COMMANDS, "status", (fail, False))
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    assert main.main(["status"]) == 2
    told = capsys.readouterr().err
    assert "RuntimeError: what a surprise" in told
    assert "Traceback" not in told
    assert "Traceback" in (tmp_path / ".portal" / "logs" / "failure.log").read_text("utf-8")


@pytest.mark.parametrize("text", ["", "[]", '"word"', '{"sign": ', '{"sign": 5}'])
def test_damaged_secrets(tmp_path: Path, text: str) -> None:
    """Secrets that cannot be read are told, never replaced by new ones."""
    here = settings.read({"INFOPROG_STATE": str(tmp_path)})
    keyring.path(here).write_text(text, "utf-8")
    with pytest.raises(PortalError, match="secrets.json"):
        keyring.load(here)
    assert keyring.path(here).read_text("utf-8") == text


def test_lost_secrets(tmp_path: Path) -> None:
    """Where there is a cluster but no secrets, no new ones are made: they would open nothing."""
    here = settings.read({"INFOPROG_STATE": str(tmp_path)})
    (tmp_path / "postgres").mkdir()
    with pytest.raises(PortalError, match="secrets.json"):
        keyring.load(here)
    assert not keyring.path(here).exists()


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
def test_own_ports(tmp_path: Path, family: str) -> None:
    """The ports of this portal's own processes are known from the system, without any file."""
    here = settings.read({"INFOPROG_STATE": str(tmp_path)})
    address = "127.0.0.1" if family == "AF_INET" else "::ffff:127.0.0.1"
    program = (
        "import socket, sys; s = socket.socket(socket." + family + ");"
        f"s.bind(('{address}', 0)); s.listen();"
        "print(s.getsockname()[1], flush=True); sys.stdin.read()"
    )
    env = {processes.MARK: str(here.state)}
    with subprocess.Popen(
        [sys.executable, "-c", program], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        assert processes.listening(here) == {port}
        server.terminate()


class TestBaseOfNames:
    def test_first_address_stays(self, tmp_path: Path) -> None:
        """What URIs begin with is the address of the first start, whatever the address is later."""
        for address in ("https://first.example", "http://second.example"):
            environ = {"INFOPROG_STATE": str(tmp_path), "INFOPROG_SITE_URL": address}
            here = settings.read(environ)
            sites.write_ini(sites.CITY, here, dict.fromkeys(keyring.NAMES, "word"))
            ini = sites.CITY.ini(here).read_text("utf-8")
            assert f"\nckan.site_url = {address}\n" in ini
            assert "\nckanext.dcat.base_uri = https://first.example\n" in ini

    def test_older_portal(self, tmp_path: Path) -> None:
        """A portal from before names were kept takes the address that its configuration has."""
        here = settings.read(
            {"INFOPROG_STATE": str(tmp_path), "INFOPROG_SITE_URL": "https://new.example"}
        )
        ini = sites.CITY.ini(here)
        ini.parent.mkdir(parents=True)
        ini.write_text("ckan.site_url = https://old.example\n", encoding="utf-8")
        assert sites.base_uri(sites.CITY, here) == "https://old.example"
