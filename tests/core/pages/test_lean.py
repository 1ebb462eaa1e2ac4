"""Pages go out without the room of their templates; nothing that has a meaning is lost."""

from __future__ import annotations

from ckanext.infoprog.core.pages.lean import lean


class TestLean:
    def test_close(self) -> None:
        """Room before and between the lines of markup goes."""
        assert lean("  <p>\n\n    один два\n  </p>\n") == "<p>\nодин два\n</p>"

    def test_preformatted(self) -> None:
        """Lines to copy keep their indentation and their empty lines: Python is nothing without."""
        code = '<pre class="x"><code>with a:\n    b\n\n    c\n</code></pre>'
        assert lean(f"  <p>\n  a</p>\n  {code}\n  <p>z</p>\n  {code}") == (
            f"<p>\na</p>{code}<p>z</p>{code}"
        )
