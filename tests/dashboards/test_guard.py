import re

import pytest

from dashboards.guard import LARGEST, policy


@pytest.mark.parametrize("address", ["/", "/map.html", "/health", "/download/scores.csv", "/nothing"])
def test_every_answer_keeps_other_sites_out(client, address):
    with client.get(address) as answer:
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_policy_names_only_itself(client):
    told = client.get("/").headers["Content-Security-Policy"]
    sources = {source for part in told.split("; ") for source in part.split()[1:]}
    strange = {
        source
        for source in sources
        if not re.fullmatch(r"'self'|'none'|data:|'sha256-[\w+/=]+'|'unsafe-inline'", source)
    }
    assert strange == set()
    scripts = next(part for part in told.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts


def test_sources_of_scripts_are_added():
    assert "script-src 'self' 'sha256-x'" in policy(["'sha256-x'"])


def test_the_page_of_the_map_may_run_its_own_scripts(client, data):
    told = client.get("/map.html").headers["Content-Security-Policy"]
    own = re.findall(rb"'sha256-[^']+'", data.page.plain)
    assert own
    assert all(digest.decode() in told for digest in own)


def test_a_request_larger_than_any_of_ours_is_not_read(client):
    asked = {"content_type": "application/json"}
    sent = client.post("/_dash-update-component", data=b'{"a":"' + b"x" * LARGEST + b'"}', **asked)
    assert sent.status_code == 413
