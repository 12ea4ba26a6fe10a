"""Run every command of the guides, in order, in a copy of the project, and see that none of them fails.

The commands of a guide are its blocks of `sh`. They run in a folder that holds the shipped study, its results, and
stand-ins for what a newcomer has: `.venv/bin/arraigo` is this interpreter's, `make VERB` is `arraigo VERB`. Only the
numbers of replicates and of types in the copy's `study.yml` are others, for the sake of time.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.en.md"))
STUDY = "northern_triangle"

ARRAIGO = """\
#!/bin/sh
# The app would wait for a browser; that it knows its options is enough.
if [ "$1" = serve ]; then set -- "$@" --help; fi
exec {python} -c "from pipelines.cli import main; main()" "$@"
"""
MAKE = """\
#!/bin/sh
verb=$1; shift
for word in "$@"; do case $word in STUDY=*) study="--study ${word#STUDY=}";; ARGS=*) args=${word#ARGS=};; esac; done
case $verb in
  score) exec .venv/bin/arraigo run $study $args;;
  dash) exec .venv/bin/arraigo serve $study $args;;
  fetch|harmonise|measure|group|publish|export) exec .venv/bin/arraigo $verb $study $args;;
  *) echo "no guide should ask for: make $verb" >&2; exit 2;;
esac
"""


def blocks(page: Path) -> list[str]:
    """List the blocks of commands of a page, without what is said to the reader."""
    found = re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return [re.sub(r"[ \t]+# .*$", "", block, flags=re.MULTILINE) for block in found]


def commands(page: Path) -> str:
    """Put the blocks of a page together."""
    return "".join(blocks(page))


def inline(page: Path) -> list[str]:
    """List the commands of arraigo that stand within the sentences of a page."""
    return re.findall(r"`(\.venv/bin/arraigo [^`]+)`", page.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a project with few replicates, brought up to date once."""
    home = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "data" / "studies" / STUDY, home / "data" / "studies" / STUDY)
    settings = home / "data" / "studies" / STUDY / "study.yml"
    text = settings.read_text(encoding="utf-8")
    for key, quick in (("replicates", "100"), ("types", "[4]")):
        text = re.sub(rf"(?m)^{key}: .*$", f"{key}: {quick}", text)
    settings.write_text(text, encoding="utf-8")
    for path, script in ((".venv/bin/arraigo", ARRAIGO.format(python=sys.executable)), ("bin/make", MAKE)):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(script, encoding="utf-8")
        (home / path).chmod(0o755)
    shell(home, "make score")
    return home


@pytest.fixture
def project(prepared: Path, tmp_path: Path) -> Path:
    shutil.copytree(prepared, tmp_path / "project")
    return tmp_path / "project"


def shell(home: Path, script: str) -> str:
    """Run a script as a person would, but for the network, which there is none of."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("ARRAIGO_")}
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    told = {"PATH": f"{home / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-euxo", "pipefail", "-c", script], cwd=home, env=outside | nowhere | told,
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout + done.stderr


# These run word for word where their results are looked at too: below, or beside what they do.
ELSEWHERE = ("add-an-indicator", "add-a-country", "events")
HERE = [page for page in GUIDES if not page.name.startswith(ELSEWHERE)]


@pytest.mark.parametrize("page", HERE, ids=lambda page: page.name)
def test_every_command_of_a_guide_works_as_it_stands(page: Path, project: Path) -> None:
    shell(project, commands(page))


def test_an_indicator_comes_and_goes_as_the_guide_says(project: Path) -> None:
    study = project / "data" / "studies" / STUDY

    def files() -> dict[Path, bytes]:
        return {path.relative_to(study): path.read_bytes() for path in study.rglob("*") if path.is_file()}

    before = files()
    make, look, answer, add, run, change, *by_hand = blocks(ROOT / "docs" / "guides" / "add-an-indicator.en.md")
    told = shell(project, make + look)
    assert "2 of 12 rows are about no place" in told
    assert "23 things are not said" in told
    assert "11 of 12 places have a figure, of 2022" in shell(project, answer + add)
    table = (study / "tables" / "no_piped_water_gtm_2022.csv").read_text(encoding="utf-8").splitlines()
    assert table[1] == "GT1301,Huehuetenango,0.225,,,,,2022,municipality"
    assert [row for row in table if row.startswith("GT1326")] == [
        "GT1326,Santa Cruz Barillas,0.589,,,,,2022,municipality"
    ]
    shell(project, run)
    published = project / "data" / "processed" / STUDY / "5_published"
    assert "Households without piped water" in (published / "map.html").read_text(encoding="utf-8")
    shell(project, change)
    after = files()
    assert set(after) == set(before)
    assert [str(name) for name in after if after[name] != before[name]] == ["names.csv"]
    shell(project, "".join(by_hand))


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_a_guide_says_the_same_in_both_languages(page: Path) -> None:
    other = page.with_name(page.name.replace(".en.md", ".es.md"))
    pages = [one.read_text(encoding="utf-8") for one in (page, other)]
    assert commands(page)
    # A name of a language is all that may differ; then what runs in one language runs in the other.
    told = [re.sub(r"--lang (es|en)\b", "--lang", commands(one)) for one in (page, other)]
    assert told[0] == told[1]
    shapes = [[line.split(" ")[0] for line in text.splitlines() if line.startswith("#")] for text in pages]
    assert shapes[0] == shapes[1]
    assert f"]({other.name})" in pages[0]
    assert f"]({page.name})" in pages[1]


def test_every_spanish_guide_has_an_english_one() -> None:
    spanish = {path.name.removesuffix(".es.md") for path in (ROOT / "docs" / "guides").glob("*.es.md")}
    assert spanish == {path.name.removesuffix(".en.md") for path in GUIDES}


def test_the_commands_within_the_readme_work(project: Path) -> None:
    # What a file of the reader's own, or a network, would be needed for is not run.
    asks = re.compile(r"arraigo (fetch \w|zonal|import-index)")
    shell(project, "\n".join(command for command in inline(ROOT / "README.md") if not asks.search(command)))


def test_blocks_are_taken_in_order_and_without_comments(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "a\n```sh\nmake score   # says how\n```\n```yaml\nx: 1\n```\n```sh\ncat <<'E'\n# x\nE\n```\n", "utf-8"
    )
    assert commands(page) == "make score\ncat <<'E'\n# x\nE\n"


def test_a_command_that_fails_is_seen(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="false"):
        shell(tmp_path, "true\nfalse\ntrue")
    with pytest.raises(AssertionError, match="no-such-command"):
        shell(tmp_path, "no-such-command | cat")
