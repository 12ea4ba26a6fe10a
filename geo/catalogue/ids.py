"""Say what an id may look like."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Iso3 = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Short = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,7}$")]
"""A name short enough for a shapefile's fields, where the one made from the id will not do."""
