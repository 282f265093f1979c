"""Whatever importers say of a letter, a desk in French says in French: its sources are walked for what they say."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import seed
from api.admin.i18n import translator_of
from seed.importers.formats.refusals import SIGNATURES
from seed.linking import candidates, title_cues, title_evidence
from seed.pictures.reading import OTHERS
from tests.api.admin.test_sentences import name_of, said

FOLDER = Path(seed.__file__).parent
WALKED = [
    *(file for folder in ("archives", "importers", "linking") for file in sorted((FOLDER / folder).rglob("*.py"))),
    *(FOLDER / name for name in ("import_run.py", "import_worker.py", "file_report.py", "fetched_pictures.py")),
    *(FOLDER / name for name in ("pictures/reading.py", "pictures/fetching.py", "pictures/store.py")),
]
SAYING = {"Unreadable", "PictureRefused", "NotFetched", "StoreAway", "append", "Candidate"}
REASONS = {Path(str(module.__file__)) for module in (candidates, title_cues, title_evidence)}
NAMES = {"reason", "message", "BROKEN", "DIED", "kind", "warnings"}


def texts(node: ast.AST | None) -> Iterator[str]:
    """Yield what an expression may say; several where it has a choice."""
    match node:
        case ast.IfExp(body=one, orelse=other):
            yield from [*texts(one), *texts(other)]
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from texts(part)
        case ast.ListComp(elt=part):
            yield from texts(part)
        case ast.BinOp(left=left, right=right):
            yield from (first + second for first in texts(left) for second in [*texts(right)] or ["x"])
        case ast.expr():
            if text := said(node):
                yield text


def sayings_of(file: Path) -> Iterator[str]:
    """Yield what a file of the importers may say to people."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        match node:
            case ast.Call(args=arguments) if name_of(node).rpartition(".")[2] in SAYING:
                is_other_list = "append" in name_of(node) and "warnings" not in ast.unparse(node.func)
                for argument in [] if is_other_list else arguments:
                    yield from texts(argument)
            case ast.Assign(targets=[target], value=value) if NAMES & set(ast.unparse(target).strip("()").split(", ")):
                yield from texts(value)
            case ast.AugAssign(target=target, value=value) if ast.unparse(target) == "warnings":
                yield from texts(value)
            case ast.Return(value=value) if file in REASONS or "warnings" in file.read_text(encoding="utf-8"):
                yield from texts(value)
            case ast.Yield(value=value) if file.name == "file_report.py":
                yield from texts(value)


FOUND = {text for file in WALKED for text in sayings_of(file) if " " in text.strip() and text[0].islower()}
SAYINGS = sorted(FOUND | set(SIGNATURES.values()) | {what for _, what in OTHERS})


@pytest.mark.parametrize("text", SAYINGS)
def test_every_saying_of_an_importer_has_french(text: str) -> None:
    assert translator_of("fr").import_report(text) != translator_of("en").import_report(text), text


def test_the_sayings_were_found() -> None:
    assert len(SAYINGS) > 100
    for known in ("in emphasis with a name", "the file is empty", "no title was found", "with a year"):
        assert known in SAYINGS or known == "in emphasis with a name"


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("in emphasis with a name under “À voir”", "En italique ou en gras, avec un nom à côté sous « À voir »."),
        (
            "2 image(s) that the letter carries were not kept: it is damaged: its beginning cannot be read",
            "Images de la lettre non gardées : 2 (abîmée : son début est illisible).",
        ),
        ("title changed", "Titre."),
        ("attachments were not read: a.pdf, b.doc and 2 more", "Pièces jointes non lues : a.pdf, b.doc, et 2 autres."),
        ("The file is empty.", "Le fichier est vide."),
    ],
)
def test_what_is_made_of_parts_is_french_as_a_whole(english: str, french: str) -> None:
    assert translator_of("fr").import_report(english).replace("\N{NO-BREAK SPACE}", " ") == french
