"""Set the day that a workbook says it was saved on; the library that writes it always says now."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


def with_year(content: bytes, when: dt.datetime | None) -> bytes:
    """Write the day into the workbook's properties, or take it out of them."""
    stamp = f"{when:%Y-%m-%dT%H:%M:%SZ}".encode() if when else b""
    fresh = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(fresh, "w") as new:
        for name in old.namelist():
            member = old.read(name)
            if name == "docProps/core.xml":
                member = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)",
                    rb"\g<1>" + stamp + rb"\g<2>" if when else b"",
                    member,
                )
            new.writestr(name, member)
    return fresh.getvalue()
