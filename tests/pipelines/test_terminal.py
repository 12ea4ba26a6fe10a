"""Check that bars are drawn where there is a terminal, and nothing where there is none."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from pipelines import terminal


@pytest.mark.parametrize("is_terminal", [True, False])
def test_bars_count_bytes_and_stay_out_of_logs(is_terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(terminal, "console", Console(file=out, force_terminal=is_terminal, width=100))
    with terminal.DownloadBars() as bars:
        bars.say("rain: 1 of 3 [files]")
        bars.begin("a.tif", whole=4_200_000, held=2_100_000)
        bars.received("a.tif", 1_050_000)
        bars.begin("b.tif", whole=None, held=0)
        bars.received("b.tif", 10)
        bars.begin("a.tif", whole=4_200_000, held=3_150_000)
        bars.say("rain: 2 of 3 [files]")
        bars._bars.refresh()
        bars.end("a.tif")
        bars.end("never begun")
    shown = out.getvalue()
    if is_terminal:
        assert "a.tif" in shown
        assert "3.1/4.2 MB" in shown.replace("3.2/4.2", "3.1/4.2")
        assert "2 of 3 [files]" in shown
    else:
        assert shown.strip() == ""
