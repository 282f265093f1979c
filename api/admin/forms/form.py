"""A form as a page shows it: its fields, what stands in them, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.admin.forms.changes import change
from api.admin.forms.fields import Field
from api.admin.forms.given import FormProblem, given_input
from api.admin.forms.texts import Texts, detail_name, known_texts, read_form, without_blanks

Problem = Mapping[str, Any]
"""A problem as the API tells it, or ``{"string": name}`` for one that the form found itself."""
VERSION, CHANGE, OVER = "version", "change", "over"
"""The names of what a form sends beside its fields: the version that it was made of, a change of a list, and the
version of somebody else's that it is saved over."""


@dataclass
class Form:
    """A form.

    Args:
        fields: its fields.
        texts: what stands in them.
        id: the id of what it changes; None makes something new.
        version: the version that it was made of.
        problems: what is wrong, by the path of the field, or by the empty text for the whole.
        is_unsaved: whether something stands in it that is not saved.
        unsaved_at: when its user wrote something else, which was not saved either.
    """

    fields: Sequence[Field]
    texts: Texts
    id: str | None = None
    version: str = ""
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    is_unsaved: bool = False
    unsaved_at: str | None = None

    @classmethod
    def empty(cls, fields: Sequence[Field], texts: Texts) -> "Form":
        """Return a form for something new; ``texts`` are those that stand in it already."""
        return cls(fields, known_texts(fields, texts))

    @classmethod
    def sent(
        cls, fields: Sequence[Field], sent: Sequence[tuple[str, str]], row_id: str | None, now: str = ""
    ) -> "Form":
        """Return a form as a browser has sent it at a time, after the change that its button wants of a list."""
        values = dict(sent)
        form = cls(fields, read_form(sent, fields), row_id, values.get(VERSION, ""))
        if wanted := values.get(CHANGE):
            change(fields, form.texts, wanted, now)
        return form

    @property
    def detail_kind(self) -> str:
        """The name of the group of details that a work of its kind has."""
        return detail_name(self.texts)

    @property
    def by_name(self) -> dict[str, Field]:
        """The fields by their names."""
        return {each.name: each for each in self.fields}

    def has_problems(self, *names: str) -> bool:
        """Whether anything is wrong within some of the fields."""
        return any(path.partition(".")[0] in names for path in self.problems)

    def has_problems_within(self, path: str) -> bool:
        """Whether anything is wrong with what stands at a path, or within it."""
        return any(each == path or each.startswith(f"{path}.") for each in self.problems)

    def input(self) -> dict[str, Any] | None:
        """Return the input that says what it says; None where it has problems, which it shows then."""
        self.texts = without_blanks(self.fields, self.texts)
        values, problems = given_input(self.fields, self.texts)
        for problem in problems:
            self._add(problem)
        if problems:
            return None
        if self.id is None:  # something new has defaults for what is left out
            return {name: value for name, value in values.items() if value is not None}
        version = int(self.version) if self.version.isdigit() else None
        return {**values, "id": self.id, "expectedVersion": version}

    def _add(self, problem: FormProblem) -> None:
        self.problems.setdefault(".".join(problem.path), []).append({"string": problem.string})

    def add_failure(self, string: str) -> None:
        """Show why it could not be stored at all; ``string`` is the name of what says so."""
        self.problems.setdefault("", []).append({"string": string})

    def add_refused(self, reasons: Mapping[str, str]) -> None:
        """Show why files were not kept, by the names of the fields that they are for."""
        for name, reason in reasons.items():
            self.problems.setdefault(name, []).append({"message": reason})

    def add_problems(self, problems: Sequence[Problem]) -> None:
        """Show problems of a mutation, each at its field: a path begins with the mutation and its argument."""
        for problem in problems:
            _, *path = problem["path"]
            names = path[1:] if path[:1] == ["input"] else path
            self.problems.setdefault(self._shown_at(names), []).append(problem)

    def _shown_at(self, path: Sequence[str]) -> str:
        """Return the path of the field at which a problem is shown; that of the whole where the form has none such."""
        names = {each.name for each in self.fields}
        return ".".join(path) if path and path[0] in names else ""
