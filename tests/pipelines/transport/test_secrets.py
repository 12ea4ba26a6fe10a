"""Check that keys are taken from the environment only, and blotted out of all that is written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from geo.errors import DownloadError
from pipelines.producers import Key
from pipelines.transport import PoliteSession, hidden, key_of, public_url

KEY = Key("CDSAPI_KEY", "PRIVATE-TOKEN", "it stands in your profile")


def test_a_key_shows_itself_to_nobody() -> None:
    secret = key_of(KEY, {"CDSAPI_KEY": " 0123-4567-abc \n"})
    assert secret.get_secret_value() == "0123-4567-abc"
    assert "0123" not in f"{secret} {secret!r} {[secret]}"


@pytest.mark.parametrize("environment", [{}, {"CDSAPI_KEY": "  "}])
def test_a_missing_key_says_where_to_get_one(environment: dict[str, str]) -> None:
    with pytest.raises(DownloadError, match=r"CDSAPI_KEY. Set it in the environment \(it stands in your profile\)"):
        key_of(KEY, environment)


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://a.org/b.tif", "https://a.org/b.tif"),
        ("https://me:pass@a.org/b?x=1&token=abc&y=", "https://a.org/b?x=1&y="),
        ("https://a.org/b?X-Amz-Signature=1&X-Amz-Credential=2&Expires=3&AWSAccessKeyId=4", "https://a.org/b"),
        ("https://a.org/b#token=abc", "https://a.org/b"),
        ("https://a.org/s3cr3t-k3y/b", "https://a.org/***/b"),
        ("https://a.org/q?where=1%3D1&f=json", "https://a.org/q?where=1%3D1&f=json"),
    ],
)
def test_an_address_loses_what_is_nobodys_business(url: str, public: str) -> None:
    assert public_url(url, (SecretStr("s3cr3t-k3y"),)) == public


@settings(max_examples=50, deadline=None)
@given(st.text("abc/+=&% #?é", min_size=8), st.text(max_size=30), st.text(max_size=30))
def test_a_secret_never_survives_in_a_text(secret: str, before: str, after: str) -> None:
    assert secret not in hidden(before + secret + after, (SecretStr(secret),)).replace("***", "\x00")


@pytest.mark.parametrize(
    ("origin", "url", "given_"),
    [
        ("https://a.org/api", "https://a.org/api/jobs", True),
        ("https://a.org/api", "https://b.org/api/jobs", False),
        ("https://a.org/api", "https://a.org:8443/api", False),
        ("https://a.org/api", "http://a.org/api", False),
        ("http://localhost:1/api", "http://localhost:1/x", True),
        ("http://[::1]:1/api", "http://[::1]:1/x", True),
        ("http://a.org/api", "http://a.org/api", False),
    ],
)
def test_a_key_goes_to_its_own_origin_and_not_in_clear(origin: str, url: str, given_: bool) -> None:
    session = PoliteSession(header="PRIVATE-TOKEN", key=SecretStr("0123-4567"), origin=origin)
    if given_:
        assert session.headers_for(url) == {"PRIVATE-TOKEN": "0123-4567"}
    else:
        with pytest.raises(DownloadError) as told:
            session.headers_for(url)
        assert "0123" not in str(told.value)
    assert PoliteSession().headers_for(url) == {}
    session.close()
