"""Open the app on a study's published results, for one person or for a team."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.options import StudyOption
from pipelines.paths import CLOSED, DEFAULT_STUDY, find_places

serving = typer.Typer()


@serving.command()
def serve(
    study: StudyOption = DEFAULT_STUDY,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; only this machine unless you say otherwise.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8050,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="Processes; two or more for a team.")] = 1,
    read_only: Annotated[
        bool, typer.Option("--read-only/--take-uploads", help="Whether readers may send tables into quarantine.")
    ] = True,
    uploads: Annotated[
        Path | None, typer.Option("--uploads", help="Folder of the quarantine \\[default: below the study's results].")
    ] = None,
    trust_header: Annotated[
        str | None, typer.Option("--trust-header", help="Header in which a trusted proxy names the reader's tier.")
    ] = None,
    trust_from: Annotated[
        list[str] | None,
        typer.Option("--trust-from", help="Network of that proxy, such as 127.0.0.1/32; it also says who asks."),
    ] = None,
) -> None:
    """Open the app on the published results.

    What is not public is shown only to readers who prove that they may see it: by a token (ARRAIGO_TOKEN_PARTNER,
    ARRAIGO_TOKEN_INTERNAL) or by the header of a trusted proxy.
    """
    if uploads is not None and read_only:
        raise typer.BadParameter("--uploads goes with --take-uploads")
    places = find_places(study)
    options: list[str | Path] = ["--host", host, "--port", str(port), "--workers", str(workers)]
    if not read_only:
        options += ["--uploads", uploads or places.processed / "uploads"]
    if trust_header:
        options += ["--trust-header", trust_header]
    for network in trust_from or ():
        options += ["--trust-from", network]
    if _may_open(trust_header) and places.result(CLOSED).is_dir():
        options += ["--closed", places.result(CLOSED)]
    # The app is another program that meets the pipeline on disk, so it is started, not imported.
    sys.stdout.flush()
    os.execv(  # noqa: S606 - our own interpreter, no shell
        sys.executable, [sys.executable, "-m", "dashboards", str(places.published()), *map(str, options)]
    )


def _may_open(header: str | None) -> bool:
    """Say whether anything could prove that a reader may see more than what is public."""
    return bool(header or os.environ.get("ARRAIGO_TOKEN_PARTNER") or os.environ.get("ARRAIGO_TOKEN_INTERNAL"))
