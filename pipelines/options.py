"""Name the options that several commands share, each once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

StudyOption = Annotated[str, typer.Option("--study", "-s", help="Id below data/studies, or the folder of a study.")]
RawOption = Annotated[
    Path | None, typer.Option("--raw", help="Folder of the raw files \\[default: $ARRAIGO_RAW or data/raw].")
]
SeedOption = Annotated[int | None, typer.Option("--seed", min=0, help="Seed of every draw \\[default: the study's].")]
ReplicatesOption = Annotated[
    int | None, typer.Option("--replicates", min=100, help="Monte Carlo replicates \\[default: the study's].")
]


DaskOption = Annotated[
    str | None,
    typer.Option("--dask", help="Address of a Dask scheduler for large rasters, such as tcp://10.0.0.5:8786."),
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Worker processes to start here for large rasters.")
]
