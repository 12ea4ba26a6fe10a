"""Check the rules of the house that no linter knows."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = sorted(path for top in ("geo", "pipelines", "dashboards") for path in (ROOT / top).rglob("*.py"))
PACKAGES = sorted(path.parent for path in CODE if path.name == "__init__.py" and path.parent.parent.name == "geo")
TEXTS = {".py", ".js", ".css", ".html", ".yml", ".yaml", ".toml", ".md", ".txt", ".csv", ""}


def tracked() -> list[Path]:
    """List the files of the project that are text; those that git tracks, where there is git."""
    try:
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.splitlines() if Path(name).suffix in TEXTS and (ROOT / name).is_file()]


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_opens_with_one_sentence_and_holds_one_idea(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first = (ast.get_docstring(ast.parse(text)) or "").split("\n\n")[0]
    assert first.endswith(".")
    assert len(text.splitlines()) <= 400


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_a_package_shows_what_it_says_it_shows(package: Path) -> None:
    module = importlib.import_module(f"geo.{package.name}")
    source = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name for node in source.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assigned = {
        t.id for node in source.body if isinstance(node, ast.Assign) for t in node.targets if isinstance(t, ast.Name)
    }
    public = {name for name in imported | assigned - {"__all__"} if not name.startswith("_") and name != "annotations"}
    assert public == set(module.__all__)


def test_nothing_is_called_utils() -> None:
    assert not [p for p in CODE if re.search(r"util|helper|common|misc", p.stem)]


def test_tests_mirror_the_tree() -> None:
    folders = {p.relative_to(ROOT / "tests").parent for p in (ROOT / "tests" / "geo").rglob("test_*.py")}
    assert all((ROOT / folder).is_dir() for folder in folders)
    assert {package.name for package in PACKAGES} <= {folder.name for folder in folders}


def test_no_registry_no_delivery_network_and_no_machine_is_named() -> None:
    # Each pattern is written so that it does not match itself.
    forbidden = re.compile(
        r"py[p]i\.org|python[h]osted|c[d]n\.[a-z]|js[d]elivr|un[p]kg\.com|c[d]njs|/h[o]me/\w|/r[o]ot/|/w[o]rk/"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        # Tests name these hosts to see that nothing else does.
        if path.relative_to(ROOT).parts[0] != "tests"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if forbidden.search(line)
    ]
    assert not found


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs").rglob("*.md")) + sorted(ROOT.glob("*.md")), ids=lambda p: p.name
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


def test_code_names_only_pages_that_exist() -> None:
    named = {
        name
        for path in tracked()
        for name in re.findall(r"docs/decisions/[\w-]+\.md", path.read_text(encoding="utf-8"))
    }
    assert not [name for name in named if not (ROOT / name).is_file()]
