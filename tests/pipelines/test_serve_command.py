import sys

import pytest
from typer.testing import CliRunner

from pipelines import cli, serve_command
from pipelines.paths import CLOSED, SUMMARY


@pytest.fixture
def started(tmp_path, monkeypatch):
    """Give what a command would start, for a study that has results."""
    (tmp_path / "data" / "studies" / "little").mkdir(parents=True)
    (tmp_path / "data" / "studies" / "little" / "study.yml").write_text("id: little")
    published = tmp_path / "data" / "processed" / "little" / "5_published"
    published.mkdir(parents=True)
    (published / SUMMARY).write_text("{}")
    calls = []
    monkeypatch.setattr(serve_command.os, "execv", lambda program, words: calls.append(words))
    for tier in ("PARTNER", "INTERNAL"):
        monkeypatch.delenv(f"ARRAIGO_TOKEN_{tier}", raising=False)

    def start(*words, **env):
        env = {"ARRAIGO_HOME": str(tmp_path)} | env
        result = CliRunner(env=env).invoke(cli.app, ["serve", "--study", "little", *words])
        return result, calls[-1] if calls else None

    start.processed = published.parent
    return start


def test_one_person_needs_no_options(started):
    result, words = started()
    assert result.exit_code == 0
    assert words[:3] == [sys.executable, "-m", "dashboards"]
    assert words[3:] == [
        str(started.processed / "5_published"),
        "--host",
        "127.0.0.1",
        "--port",
        "8050",
        "--workers",
        "1",
    ]


def test_a_team_is_served_by_several_processes(started):
    trusted = ["--trust-header", "X-Tier", "--trust-from", "10.0.0.0/8"]
    _, words = started("--host", "0.0.0.0", "--workers", "4", *trusted)
    assert words[4:] == ["--host", "0.0.0.0", "--port", "8050", "--workers", "4", *trusted]


def test_nothing_is_taken_unless_it_is_asked_for(started):
    assert "--uploads" not in started()[1]
    assert started("--take-uploads")[1][-2:] == ["--uploads", str(started.processed / "uploads")]
    result, _ = started("--uploads", "somewhere")
    assert result.exit_code == 2


def test_closed_results_are_opened_only_where_something_proves_who_may_see_them(started):
    (started.processed / CLOSED).mkdir()
    assert "--closed" not in started()[1]
    assert started(ARRAIGO_TOKEN_PARTNER="x" * 20)[1][-2:] == ["--closed", str(started.processed / CLOSED)]


def test_a_token_is_never_a_word_of_the_command(started):
    assert "secret" not in " ".join(started(ARRAIGO_TOKEN_PARTNER="secret" * 4)[1])
