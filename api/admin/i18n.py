"""The words of the back office, in the language that its visitor asks for; values of vocabularies as pages say them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

import yaml
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from starlette.requests import Request

from api.admin.calendar import Month
from api.admin.paths import HERE
from api.admin.sentences import Sentences
from api.website.i18n import Translator, language_of, read_strings, strings_of
from schema import tables
from schema.documents import LISTS, given_columns
from schema.history.differences import path_of
from schema.history.labels import field_label
from schema.kinds import KINDS
from schema.mutation.problems import sentence

SCRIPT = "script."
"""What the names of strings begin with that scripts say."""

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
VOCABULARIES = {
    "status": ("IssueStatus",),
    "publishedAtBasis": ("Basis",),
    "role": ("RecommendationRole",),
    "kind": ("WorkKind", "OrganizationKind"),
}
"""Those whose values differences tell, by the names of the fields."""


class AdminTranslator(Translator):
    """Translates into one language what the back office says."""

    def field(self, name: str) -> str:
        """Return the label of a field of a form."""
        return self(f"field.{name}")

    def add(self, name: str) -> str:
        """Return what the button says that adds an item to a list."""
        return self(f"add.{name}")

    def choice(self, vocabulary: str, value: str) -> str:
        """Return the label of a value of a vocabulary, as a form offers it."""
        return self(f"{vocabulary or 'answer'}.{value}")

    def stored(self, path: Sequence[str], text: str | None, time_zone: str) -> str | None:
        """Return a value that a difference tells as it is stored, in words: a state, a role, an instant."""
        if text and INSTANT.fullmatch(text):
            return self.instant(text, time_zone)
        vocabularies = VOCABULARIES.get(path[-1], ()) if path else ()
        known = (f"{vocabulary}.{text}" for vocabulary in vocabularies)
        return next((self._strings[name] for name in known if name in self._strings), text)

    def path(self, path: str) -> str:
        """Return where a field is: the labels that lead to it, the places in lists from 1."""
        parts = path.split(".")
        names = [str(int(part) + 1) if part.isdigit() else self.field(part) for part in parts if part != "ref"]
        return " › ".join(names)

    @property
    def script_words(self) -> dict[str, str]:
        """The words that scripts say."""
        return {name.removeprefix(SCRIPT): text for name, text in self._strings.items() if name.startswith(SCRIPT)}

    def problem(self, message: str) -> str:
        """Return a sentence of the API, or the label of a difference."""
        return message if self.language == "en" else _french()(message)

    def import_report(self, text: str) -> str:
        """Return what the importer says, as a sentence."""
        if self.language == "en":
            return sentence(text)
        told = _french()(text)
        return sentence(told) if told != text else self.problem(sentence(text))

    def instant(self, text: str, time_zone: str = "UTC") -> str:
        """Format an instant in a time zone."""
        day = format_date(datetime.fromisoformat(text).astimezone(ZoneInfo(time_zone)), "short", self.locale)
        return self("instant", day=day, time=self.time(text, time_zone))

    def language_name(self, tag: str) -> str:
        """Return what a language is called, by its tag; the tag where that is not known."""
        return str(self.locale.languages.get(tag.partition("-")[0], tag))

    def month(self, month: Month) -> str:
        """Return the name of a month, with its year."""
        return format_skeleton("yMMMM", month.first, locale=self.locale)

    def weekday(self, day: date, width: Literal["abbreviated", "wide"] = "wide") -> str:
        """Return the name of a day of the week, ``wide`` or ``abbreviated``."""
        return str(get_day_names(width, "stand-alone", self.locale)[day.weekday()])

    def time(self, text: str, time_zone: str) -> str:
        """Format the time of day of an instant in a time zone."""
        return format_time(datetime.fromisoformat(text), "short", ZoneInfo(time_zone), self.locale)


def visitors_language(request: Request) -> AdminTranslator:
    """Return the translator for who sends a request."""
    return translator_of(language_of(request.headers.get("accept-language", "fr")))


@cache
def translator_of(language: str) -> AdminTranslator:
    """Return the translator into a language: ``fr`` or ``en``."""
    return AdminTranslator(language, {**strings_of(language), **_strings()[language]})


@cache
def _french() -> Sentences:
    """Return what puts sentences of the API into French: the names of fields are those of forms."""
    importers, patterns = map(_patterns, ("importer_sentences.yaml", "sentences.yaml"))
    t = translator_of("fr")
    fields = {name: t.path(".".join(path_of(name))) for name in _columns()}
    labels = {field_label(name): label for name, label in fields.items()}
    return Sentences(
        {**importers, **patterns, **labels, **fields, **{name.capitalize(): label for name, label in fields.items()}}
    )


def _patterns(name: str) -> dict[str, str]:
    return dict(yaml.safe_load((HERE / name).read_text(encoding="utf-8")))


def _columns() -> list[str]:
    """Return the names of what documents hold: columns and lists."""
    models = [*LISTS, tables.Recommendation, *(kind.row for kind in KINDS.values())]
    columns = {name for model in models for name in given_columns(model)}
    return sorted(columns.union(*LISTS.values()))


@cache
def _strings() -> Mapping[str, Mapping[str, str]]:
    return read_strings(HERE / "strings.yaml")
