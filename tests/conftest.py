"""Give the tests the raw files where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

# A slow machine is no fault of the code: no test is timed. The same code gives the same verdict twice; to look for new
# examples, `make test ARGS="-m hypothesis --hypothesis-profile exploring"`.
hypothesis.settings.register_profile("repeated", deadline=None, derandomize=True)
hypothesis.settings.register_profile("exploring", deadline=None, derandomize=False)
hypothesis.settings.load_profile("repeated")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def raw() -> Path:
    """Folder of the raw files; the test is skipped without it."""
    folder = Path(os.environ.get("ARRAIGO_RAW", ROOT.parent / "shared" / "data"))
    if not (folder / "boundaries").is_dir():
        pytest.skip(f"raw files are not at hand ({folder}); set ARRAIGO_RAW to their folder")
    return folder
