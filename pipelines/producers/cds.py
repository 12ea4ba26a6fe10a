"""Order ERA5-Drought from the Copernicus Climate Data Store: submit a request, look until it is done, take the address.

One request is one variable, one scale and one year over one area; the store keeps what it has made, so that the same
request after an interruption is answered at once. What comes is a ZIP of one NetCDF per month.

References
----------
Keune, J. et al. (2025): ERA5-Drought, global drought indices based on ECMWF reanalysis, Scientific Data.
OGC API - Processes, Part 1: Core, 18-062r2 (execution, jobs, results).
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from pipelines.producers.wanted import Answer, Ask, Key, Place, Producer, RefusedError, Talk, Wanted, at, months

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.catalogue.download import Era5Drought

DATASET = "derived-drought-historical-monthly"
VARIABLES = {
    "spi": "standardised_precipitation_index",
    "spei": "standardised_precipitation_evapotranspiration_index",
}
LONGEST_WAIT_S = 120.0
"""Between two looks at a job."""
LOOKS = 400
"""About thirteen hours; queues of a day are told as such, and the next run finds the job done."""


def wanted(entry: Era5Drought, *, base: str, today: dt.date) -> tuple[Wanted, ...]:  # noqa: ARG001 - ordered by request
    """List one archive per year, variable and scale, year after year."""
    years = groupby(months(entry.first, entry.last, today=today), key=lambda month: month[0])
    asked = {year: [month for _, month in group] for year, group in years}
    return tuple(
        Wanted(
            f"{entry.id}/{variable}{scale:02d}_{year}.zip",
            ("zip", "netcdf"),
            request=_request(entry, variable, scale, year, numbers),
        )
        for year, numbers in asked.items()
        for variable in entry.variables
        for scale in entry.scales
    )


def _request(entry: Era5Drought, variable: str, scale: int, year: int, numbers: list[int]) -> dict[str, Any]:
    return {
        "variable": [VARIABLES[variable]],
        "accumulation_period": [str(scale)],
        "version": "1_0",
        "product_type": ["reanalysis"],
        "dataset_type": "consolidated_dataset",
        "year": [str(year)],
        "month": [f"{month:02d}" for month in numbers],
        "area": list(entry.area),
    }


def locate(entry: Era5Drought, files: Sequence[Wanted], *, base: str) -> Talk:  # noqa: ARG001 - the files say it all
    """Submit each file's request, and wait for the address of what it makes."""
    found = {}
    for file in files:
        job = yield Ask(
            at(base, "retrieve/v1/processes", DATASET, "execution"),
            body={"inputs": dict(file.request)},
            saying=f"{file.name}: submitting",
        )
        wait = 1.0
        for _ in range(LOOKS):
            status = _field(job, "status")
            if status not in {"accepted", "running"}:
                break
            job = yield Ask(_job_url(job, base), after_s=wait, saying=f"{file.name}: {status}")
            wait = min(wait * 1.5, LONGEST_WAIT_S)
        results = yield Ask(at(_job_url(job, base), "results"), may_fail=True)
        found[file.path] = Place(_result(job, results))
    return found


def _job_url(job: Answer, base: str) -> str:
    return at(base, "retrieve/v1/jobs", _field(job, "jobID"))


def _field(answer: Answer, name: str) -> str:
    found = answer.data.get(name) if isinstance(answer.data, dict) else None
    if not isinstance(found, str) or not found:
        raise RefusedError(f"the store answered without `{name}`, so its job cannot be followed")
    return found


def _result(job: Answer, results: Answer) -> str:
    status = _field(job, "status")
    data = results.data if isinstance(results.data, dict) else {}
    if status in {"accepted", "running"}:
        raise RefusedError(f"the job {_field(job, 'jobID')} is still {status}; run the same command later")
    if status != "successful":
        said = "; ".join(str(data[part]) for part in ("title", "detail") if data.get(part))
        raise RefusedError(f"the job {_field(job, 'jobID')} is {status}{': ' if said else ''}{said}")
    try:
        return urljoin(results.url, str(data["asset"]["value"]["href"]))
    except (KeyError, TypeError) as error:
        raise RefusedError(f"the job {_field(job, 'jobID')} is done, but its answer names no file") from error


ERA5_DROUGHT = Producer(
    title="Copernicus Climate Change Service (C3S), ECMWF",
    page="https://cds.climate.copernicus.eu/datasets/derived-drought-historical-monthly",
    licence="CC BY 4.0",
    licence_status="open",
    citation=(
        "Copernicus Climate Change Service: Monthly drought indices from 1940 to present derived from ERA5 reanalysis "
        "(ERA5-Drought), https://doi.org/10.24381/9bea5e16. Contains modified Copernicus Climate Change Service "
        "information"
    ),
    base="https://cds.climate.copernicus.eu/api",
    wanted=wanted,
    locate=locate,
    one_by_one=True,
    by_date=True,
    key=Key(
        variable="CDSAPI_KEY",
        header="PRIVATE-TOKEN",
        where=(
            "it stands in your profile at https://cds.climate.copernicus.eu, where the licence of the data set must be "
            "accepted once"
        ),
    ),
)
