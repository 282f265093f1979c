"""Writes all content to files that ``seed.files.load`` reads: drafts, ids and former slugs included."""

from collections import Counter
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session

from seed.errors import BadContent
from seed.files import documents
from seed.files.content_reader import ContentReader
from seed.files.digests import digests
from seed.files.formats import write_issue, write_yaml
from seed.files.load import FOLDERS, PUBLICATION
from seed.files.mapping import to_columns
from seed.files.snapshot import snapshot_of_columns

MANIFEST = ".liane-export"
"""The file, in the format of ``sha256sum``, that lists what an export wrote: any other file is an editor's."""
MOST_NAMED = 5


def export_directory(session: Session, directory: Path) -> Counter[str]:
    """Write all content into a folder: the same content gives the same bytes.

    A file there is replaced or removed only when it is as an earlier export left it. Files outside the content folders
    are left alone.

    Args:
        session: the open transaction.
        directory: created when it does not exist.

    Returns:
        The number of files in each folder: ``{"publication": 1, "works": 28, ...}``.

    Raises:
        BadContent: the folder holds content that no export wrote, or that was edited since; nothing was written.
    """
    files = _files(session)
    new = {(_digest(data), name) for name, data in files.items()}
    old = _read_manifest(directory)
    present = {name: (directory / name).read_bytes() for name in _content_files(directory)}
    not_exported = [name for name, data in present.items() if (_digest(data), name) not in old | new]
    if not_exported:
        listed = ", ".join(sorted(not_exported)[:MOST_NAMED])
        more = " and more" if len(not_exported) > MOST_NAMED else ""
        reason = f"holds files that no export wrote or that were edited since: {listed}{more}"
        raise BadContent(str(directory), reason)
    # Until all is written, the manifest lists both states: an export that was cut short can be run again.
    _write(directory, MANIFEST, _manifest(old | new))
    for name, data in files.items():
        if present.get(name) != data:
            _write(directory, name, data)
    for name in present.keys() - files.keys():
        (directory / name).unlink()
    _write(directory, MANIFEST, _manifest(new))
    return Counter(name.partition("/")[0].removesuffix(".yaml") for name in files)


def _files(session: Session) -> dict[str, bytes]:
    """Return the content of every file by its name."""
    reader = ContentReader(session)
    files: dict[str, str] = {}
    if publication := reader.publication():
        files[PUBLICATION] = _yaml(publication)
    for folder in ("columns", "organizations", "people", "works"):
        for document in getattr(reader, folder)():
            files[f"{folder}/{document.slug}.yaml"] = _yaml(document)
    for issue in reader.issues():
        issue.exported = snapshot_of_columns(to_columns(issue, reader.id_of)).sealed()
        files[f"issues/{issue.slug}.md"] = write_issue(issue)
    return {name: text.encode() for name, text in files.items()}


def _yaml(document: documents.CatalogueDocument) -> str:
    document.exported = digests(document)
    return write_yaml(document)


def _content_files(directory: Path) -> list[str]:
    """Return the names of the content files in a folder."""
    if directory.exists() and not directory.is_dir():
        raise BadContent(str(directory), "is not a folder")
    files = [directory / PUBLICATION, *(file for folder in FOLDERS for file in (directory / folder).rglob("*"))]
    names = [file.relative_to(directory).as_posix() for file in files if file.is_file()]
    return sorted(name for name in names if not name.rpartition("/")[2].startswith("."))


def accept(file: Path) -> None:
    """Note in its folder's manifest that the database has all that a file says: the next export may replace it."""
    data = file.read_bytes()
    for directory, name in ((file.parent, file.name), (file.parent.parent, f"{file.parent.name}/{file.name}")):
        if (directory / MANIFEST).is_file():
            _write(directory, MANIFEST, _manifest(_read_manifest(directory) | {(_digest(data), name)}))


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _manifest(entries: set[tuple[str, str]]) -> bytes:
    by_name = sorted(entries, key=lambda entry: (entry[1], entry[0]))
    return "".join(f"{digest}  {name}\n" for digest, name in by_name).encode()


def _read_manifest(directory: Path) -> set[tuple[str, str]]:
    manifest = directory / MANIFEST
    if not manifest.is_file():
        return set()
    lines = manifest.read_text("utf-8").splitlines()
    return {(digest, name) for digest, _, name in (line.partition("  ") for line in lines)}


def _write(directory: Path, name: str, data: bytes) -> None:
    """Replace a file atomically."""
    file = directory / name
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.unfinished")
    unfinished.write_bytes(data)
    unfinished.replace(file)
