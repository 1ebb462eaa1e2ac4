"""Tables of the documentation as the tests read them."""

from pathlib import Path


def table(page: Path, heading: str) -> list[dict[str, str]]:
    """Return the first table of a page whose header begins with a word."""
    lines = page.read_text("utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[start:]]
    end = next((n for n, row in enumerate(cells) if row == [""]), len(cells))
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:end]]
