"""A file's size and hashes are those of its bytes, however they are read."""

import hashlib
from pathlib import Path

import pytest

from ckanext.infoprog.core import weight


class TestWeigh:
    @pytest.mark.parametrize("size", [0, 1, weight.PIECE, 2 * weight.PIECE + 7])
    def test_pieces(self, tmp_path: Path, size: int):
        """A file of any number of pieces has the hashes of its whole content."""
        content = b"\xd0\x90" * (size // 2) + b"." * (size % 2)
        (tmp_path / "file").write_bytes(content)
        found = weight.weigh(tmp_path / "file")
        assert found.size == size
        assert found.sha256 == hashlib.sha256(content).hexdigest()
        assert found.md5 == hashlib.md5(content, usedforsecurity=False).hexdigest()
