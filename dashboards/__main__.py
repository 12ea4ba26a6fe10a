"""Start the app on a folder of published results: ``python -m dashboards FOLDER --host 127.0.0.1 --port 8050``.

Tokens of closed tiers are taken from the environment: ``ARRAIGO_TOKEN_PARTNER`` and ``ARRAIGO_TOKEN_INTERNAL``.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dashboards.app import create_app
from dashboards.data import load_published
from dashboards.doors import CLOSED, Doors, Keys
from dashboards.renewal import Renewed
from dashboards.server import serve
from geo.errors import ArraigoError, Faults, MissingFileError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from _typeshed.wsgi import WSGIApplication

    from dashboards.data import Published
    from geo.kinds import Tier

SHORTEST = 16
"""Characters that a token has at least."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; give 2, with one message and no traceback, when that cannot be done."""
    asked = _parser().parse_args(arguments)
    where = f"{asked.host}:{asked.port}"

    def said() -> None:
        sys.stdout.write(f"arraigo: http://{where} (Ctrl+C to stop)\n")
        sys.stdout.flush()

    try:
        keys = read_keys(os.environ, header=asked.trust_header, proxies=asked.trust_from)
        # Read here too, so that a fault is told before any process is started.
        app = application(asked, keys)
        make = (lambda: app) if asked.workers == 1 else (lambda: application(asked, keys))
        serve(make, host=asked.host, port=asked.port, workers=asked.workers, said=said)
    except ArraigoError as error:
        return _fail(str(error))
    except ImportError:
        return _fail("Several processes need gunicorn, which runs on Linux and macOS. Leave --workers out here.")
    except OSError as error:
        return _fail(
            f"The app cannot listen on {where} ({error.strerror or error}). "
            "Another program may be using it: choose another one with --port."
        )
    except KeyboardInterrupt:
        pass
    return 0


def application(asked: argparse.Namespace, keys: Keys) -> WSGIApplication:
    """Make the app of the public results, and one behind a door for each closed tier that has results.

    Raises
    ------
    ArraigoError
        When results cannot be shown.
    """
    public = Renewed(lambda: load_published(asked.folder), lambda data: create_app(data, uploads=asked.uploads).server)
    closed: dict[Tier, WSGIApplication] = {
        tier: Renewed(partial(load_published, asked.closed / tier), partial(_server_of, tier))
        for tier in CLOSED
        if asked.closed is not None and (asked.closed / tier).is_dir()
    }
    proved = bool(keys.tokens or keys.header)
    if asked.closed is not None and not closed:
        raise MissingFileError(f"{asked.closed} holds no results of a closed tier. Run `arraigo run`, or leave it out.")
    if closed and not proved:
        raise MissingFileError(
            f"{asked.closed} holds results that are not public, and nothing says who may see them. Set "
            "ARRAIGO_TOKEN_PARTNER or ARRAIGO_TOKEN_INTERNAL, or name a trusted proxy's header with --trust-header."
        )
    return Doors(public, closed, keys=keys) if closed else public


def _server_of(tier: Tier, data: Published) -> WSGIApplication:
    server: WSGIApplication = create_app(data, tier=tier).server
    return server


def read_keys(environment: Mapping[str, str], *, header: str | None, proxies: Sequence[str]) -> Keys:
    """Read what proves a tier, every fault told together; a token itself is never told.

    Raises
    ------
    MissingFileError
        When a token is too short, two are the same, or a header is trusted from nowhere.
    """
    faults = Faults("the doors of the app", MissingFileError)
    names: dict[Tier, str] = {tier: f"ARRAIGO_TOKEN_{tier.upper()}" for tier in CLOSED}
    tokens: dict[Tier, str] = {tier: environment[name] for tier, name in names.items() if environment.get(name)}
    faults.check(
        "tokens are too short",
        bad=[names[tier] for tier, token in tokens.items() if len(token) < SHORTEST],
        of=len(tokens),
        do=f"Give each at least {SHORTEST} characters that nobody can guess.",
    )
    if len(set(tokens.values())) < len(tokens):
        faults.add("the tokens of two tiers are the same. Give each its own.")
    networks = []
    for proxy in proxies:
        try:
            networks.append(ipaddress.ip_network(proxy))
        except ValueError:
            faults.add(f"--trust-from {proxy} is no network. Give one such as 10.0.0.0/8 or 127.0.0.1/32.")
    if header and not proxies:
        faults.add(f"--trust-header {header} is believed from nowhere. Name the proxy's network with --trust-from.")
    faults.raise_any()
    return Keys(tokens, header, tuple(networks))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboards", description="Show what a study published.")
    parser.add_argument("folder", type=Path, help="the folder 5_published of a study")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; only this machine by default")
    parser.add_argument("--port", type=_port, default=8050)
    parser.add_argument("--workers", type=_workers, default=1, help="processes; more than one for a team")
    parser.add_argument("--uploads", type=Path, help="folder in which tables that readers send wait in quarantine")
    parser.add_argument("--closed", type=Path, help="folder that holds partner/ and internal/ results")
    parser.add_argument("--trust-header", help="header in which a trusted proxy names the reader's tier")
    parser.add_argument(
        "--trust-from", action="append", default=[], help="network of that proxy, which also says who asks"
    )
    return parser


def _port(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text} is not a number between 1 and 65535")
    return int(text)


def _workers(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 64):
        raise argparse.ArgumentTypeError(f"{text} is not a number between 1 and 64")
    return int(text)


def _fail(message: str) -> int:
    sys.stderr.write(f"arraigo: {message}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
