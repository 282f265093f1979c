"""Whatever the API says to an editor, the back office says it in French to who reads French."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import schema
from api.admin.i18n import translator_of
from schema.mutation.problems import sentence
from schema.mutation.rules import FORMS

FOLDER = Path(schema.__file__).parent
FILES = [file for folder in ("mutation", "writes") for file in sorted((FOLDER / folder).glob("*.py"))]
SAYING = {"add", "add_missing", "add_taken", "add_ambiguous", "Flaw", "Invalid", "StillUsed", "sentence"}
SAMPLES = {"error.errors()[0]['msg']": "Input should be a valid string", "column": "field"}


def said(node: ast.expr) -> str | None:
    """Return a sentence as it stands in the code, with words for what it takes in; None for what is no text."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(sample(part) for part in parts)
        case ast.BinOp(left=left, right=right) if (before := said(left)) is not None:
            return before + (said(right) or "title changed")
    return None


def sample(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    return SAMPLES.get(ast.unparse(part.value), "x")


def sentences_of(file: Path) -> Iterator[str]:
    """Yield what the code of a file may say of a value or an object; what importers say stays as it is."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node) in SAYING:
            names = {argument.id for argument in node.args if isinstance(argument, ast.Name)}
            named = [each.value for each in assigned if ast.unparse(each.targets[0]) in names]
            yield from texts_of([*node.args, *named])
        elif isinstance(node, ast.Return) and node.value and file.name in {"errors.py", "local_times.py"}:
            yield from texts_of([node.value])


def texts_of(nodes: Sequence[ast.expr]) -> Iterator[str]:
    yield from (sentence(text) for node in nodes if (text := said(node)) and " " in text)


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


SENTENCES = sorted({text for file in FILES for text in sentences_of(file)} | {message for _, message in FORMS.values()})


@pytest.mark.parametrize("text", SENTENCES)
def test_every_sentence_of_the_api_has_french(text: str) -> None:
    french = translator_of("fr").problem(text)
    assert french != text, f"api/admin/sentences.yaml does not know: {text}"
    assert translator_of("en").problem(text) == text


def test_the_sentences_were_found() -> None:
    assert len(SENTENCES) > 50
    assert "There has to be a value." in SENTENCES
    assert "Somebody changed the very same thing meanwhile: title changed." in SENTENCES


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("title changed", "Titre"),
        ("credits added", "Générique : ajout"),
        ("image focal x removed", "Image › Point d’intérêt, de gauche à droite (0 à 1) : retrait"),
        ("section 2 “Voir: encore”: text changed", "Section 2 « Voir: encore » : Texte"),
        ("section 3 removed", "Section 3 : retrait"),
        ("section 1 “A”: “One”: reason added", "Section 1 « A » : « One », Pourquoi : ajout"),
        ("section 1 “A” moved, it was section 2", "Section 1 « A », déplacée : c’était la section 2"),
        (
            "Somebody changed the very same thing meanwhile: title changed; section 1 “A” removed.",
            "Quelqu’un a modifié la même chose entre-temps : Titre\u202f; Section 1 « A » : retrait.",
        ),
        ("The work one is still in use: 3 recommendations, 1 works.", None),
        ("Slug is missing.", "Il manque : Adresse de la page."),
    ],
)
def test_what_stands_in_a_sentence_is_french_too(english: str, french: str | None) -> None:
    told = translator_of("fr").problem(english).replace("\N{NO-BREAK SPACE}", " ")
    assert told == (french or "one sert encore : recommandations : 3, œuvres qui en font partie : 1.")
