"""The demo page's Python program as one archive, from which Python imports: one request in place of a hundred."""

import io
import zipfile
from pathlib import Path

from ..project import DEMO

ADDRESS = "/program.zip"
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # so that the same sources give the same bytes


def sources() -> list[Path]:
    """The program's modules: those of the page, and those that it shares with the sign-in page."""
    return sorted([*DEMO.glob("app/**/*.py"), *DEMO.glob("sign_in/*.py")])


def program() -> bytes:
    """The archive, of the sources as they are now."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for path in sources():
            name = zipfile.ZipInfo(str(path.relative_to(DEMO)), _NO_TIME)
            name.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(name, path.read_bytes())
    return archive.getvalue()
