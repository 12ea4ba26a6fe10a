"""Give the tests of the app one published study, and what the app reads of it."""

from __future__ import annotations

import shutil

import pytest

from dashboards.app import create_app
from dashboards.data import load_published
from tests.dashboards import world


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return world.publish(tmp_path_factory.mktemp("5_published"))


@pytest.fixture(scope="session")
def data(folder):
    return load_published(folder)


@pytest.fixture(scope="session")
def bare(folder, tmp_path_factory):
    """Publish the study without its findings."""
    other = tmp_path_factory.mktemp("bare") / "5_published"
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns("findings"))
    return load_published(other)


@pytest.fixture(scope="session")
def app(data):
    return create_app(data)


@pytest.fixture
def client(app):
    return app.server.test_client()


@pytest.fixture(scope="session")
def scored(tmp_path_factory):
    """Publish the study whose scores can be made again."""
    return load_published(world.publish_scored(tmp_path_factory.mktemp("scored")))


@pytest.fixture(scope="session")
def scored_app(scored):
    return create_app(scored)


@pytest.fixture
def asked(scored_app):
    return scored_app.server.test_client()
