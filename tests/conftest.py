"""Give the tests the raw files where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

# A slow machine is no fault of the code: no test is timed.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def raw() -> Path:
    """Folder of the raw files; the test is skipped without it."""
    folder = Path(os.environ.get("ARRAIGO_RAW", ROOT.parent / "shared" / "data"))
    if not (folder / "boundaries").is_dir():
        pytest.skip(f"raw files are not at hand ({folder}); set ARRAIGO_RAW to their folder")
    return folder
