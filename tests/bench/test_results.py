"""Check that a part measured again replaces its own section, and that nothing else in the file is touched."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import pytest

from bench import __main__ as program
from bench.results import REMARKS, table, updated
from bench.row import Row

PARTS = ("study", "add", "app")
SLOW = {"app: slider (bound 0.15 s)": Row(0.2, 0, "srcDoc", 0.8, 4.0)}
QUICK = {"app: slider (bound 0.15 s)": Row(0.1, 12, "srcDoc", 0.8, 8.0, 34.0, 0.00000123456)}
ADD = {"add: 900 rows": Row(2.6, 200)}
BY_HAND = f"{REMARKS}\n\n*The fast* way was taken.\n\n## Not a part\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"


def results(measured, *, before="", day="Measured today."):
    return updated(before, measured, parts=PARTS, measured_on=day)


def test_a_row_says_what_it_has_and_leaves_the_rest_blank():
    lines = table(QUICK | {"app: bytes, 1.08 MB": Row(0.0, 0), "app: no peer": Row(1.5, 3, "needs a | b")}).splitlines()
    assert lines[2] == "| app: slider (bound 0.15 s) | 0.1 s | srcDoc | 0.8 s | 8 | 12 MB / 34.0 MB | 1.23e-06 |"
    assert lines[3] == "| app: bytes, 1.08 MB |  | none |  |  |  |  |"
    assert lines[4] == "| app: no peer | 1.5 s | needs a / b |  |  | 3 MB |  |"


def test_only_what_was_measured_is_replaced():
    first = results({"app": SLOW, "add": ADD}, day="Measured on Monday.")
    second = results({"app": QUICK}, before=first, day="Measured on Friday.")
    assert second.index("## add") < second.index("## app") < second.index(REMARKS)
    add, app = second.split("## app")
    assert "Measured on Monday." in add
    assert "add: 900 rows" in add
    assert "Measured on Friday." in app
    assert "Monday" not in app
    assert "| 0.2 s |" not in second


def test_remarks_are_kept_to_the_letter():
    before = results({"app": SLOW}).replace(f"{REMARKS}\n", BY_HAND)
    after = results({"app": QUICK, "study": ADD}, before=before)
    assert after.endswith(f"\n{BY_HAND}")
    assert results({}, before=after) == after


def test_a_part_that_could_not_be_measured_stays_as_it_was():
    before = results({"app": SLOW})
    assert results({"app": {}}, before=before) == before


def test_a_part_that_is_no_more_is_dropped():
    assert "## app" not in updated(results({"app": SLOW}), {"add": ADD}, parts=("add",), measured_on="Today.")


@pytest.fixture
def file(tmp_path, monkeypatch):
    for name, rows in {"app": QUICK, "add": ADD}.items():
        part = types.ModuleType(f"bench.{name}")
        part.rows = lambda *, quick, rows=rows: rows
        monkeypatch.setitem(sys.modules, f"bench.{name}", part)
    monkeypatch.setattr(program, "RESULTS", tmp_path / "RESULTS.md")
    return tmp_path / "RESULTS.md"


def test_some_parts_are_measured_and_the_others_keep_their_day(file, capsys):
    file.write_text(results({"app": SLOW, "study": ADD}, day="Measured long ago.").replace(REMARKS, BY_HAND.rstrip()))
    program.main(["--only", "app, add"])
    text = file.read_text(encoding="utf-8")
    assert text.count("Measured long ago.") == 1
    assert text.count("Measured 20") == 2
    assert text.endswith(BY_HAND)
    assert '"app: slider (bound 0.15 s)": {"ours_s": 0.1' in capsys.readouterr().out.splitlines()[-1]


def test_what_is_measured_first_is_written_before_the_next_fails(file, monkeypatch):
    def fail(*, quick):
        raise SystemExit("no browser")

    monkeypatch.setattr(sys.modules["bench.app"], "rows", fail)
    with pytest.raises(SystemExit, match="no browser"):
        program.main(["--only", "add,app"])
    assert "add: 900 rows" in file.read_text(encoding="utf-8")


def test_a_quick_look_writes_nothing(file):
    program.main(["--quick", "--only", "app"])
    assert not file.exists()


@pytest.mark.parametrize("asked", ["", "nothing", "app,nothing"])
def test_a_part_that_nobody_knows_is_refused(asked, capsys):
    with pytest.raises(SystemExit):
        program.main(["--only", asked])
    assert "is not of study, add" in capsys.readouterr().err


def test_every_part_is_a_file_and_the_results_are_as_they_would_be_written():
    folder = Path(program.__file__).parent
    assert all((folder / f"{part}.py").is_file() for part in program.PARTS)
    text = program.RESULTS.read_text(encoding="utf-8")
    assert updated(text, {}, parts=program.PARTS, measured_on="") == text
