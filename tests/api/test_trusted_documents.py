"""Manifests of trusted documents, as the build tools of frontends write them."""

import json
from pathlib import Path
from typing import Any

import pytest

from api import settings
from api.trusted_documents import BadManifest, read_manifest

TEXT = "query Number { latestIssue { number } }"


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Where the manifest is."""
    return tmp_path / "persisted-documents.json"


@pytest.mark.parametrize(
    "written",
    [
        {"abc": TEXT},
        {
            "format": "apollo-persisted-query-manifest",
            "version": 1,
            "operations": [{"id": "abc", "name": "Number", "type": "query", "body": TEXT}],
        },
    ],
)
def test_documents_are_read_by_id(manifest: Path, written: Any) -> None:
    manifest.write_text(json.dumps(written))
    assert read_manifest(manifest) == {"abc": TEXT}


@pytest.mark.parametrize("written", ["", "[]", '{"abc": 1}', '{"operations": [{"id": "abc"}]}', "{", "null"])
def test_anything_else_is_refused_where_the_settings_are_read(
    manifest: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    manifest.write_text(written)
    with pytest.raises(BadManifest):
        read_manifest(manifest)
    monkeypatch.setenv("LIANE_TRUSTED_MANIFEST", str(manifest))
    with pytest.raises(settings.SettingsError, match=r"LIANE_TRUSTED_MANIFEST is '.*', but must be a JSON file"):
        settings.load()


def test_a_file_that_is_not_there_is_refused(manifest: Path) -> None:
    with pytest.raises(BadManifest):
        read_manifest(manifest)
