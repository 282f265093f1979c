"""What is edited with a form of its own: its form, and the operations that read and store what stands in it."""

from dataclasses import dataclass
from functools import cache

from graphql import GraphQLSchema

from api.admin.forms.fields import Field, form_fields
from api.admin.forms.stored import selection


@dataclass(frozen=True)
class Editable:
    """Something that is edited with a form.

    Args:
        type: its type in the API.
        path: the path of its list, under that of the back office.
    """

    type: str
    path: str

    @property
    def name(self) -> str:
        """What a payload calls it, and strings and templates."""
        return self.type.lower()

    @cache  # noqa: B019 - there are six, which live as long as the process
    def fields(self, schema: GraphQLSchema) -> tuple[Field, ...]:
        """Return the fields of its form."""
        return form_fields(schema, f"Update{self.type}Input", self.type)

    def fragments(self, schema: GraphQLSchema) -> list[str]:
        """Return the fragment that reads all that its form shows, as GraphQL text."""
        return [f"fragment {self.type}Form on {self.type} {{ {selection(self.fields(schema))} }}"]

    def operations(self) -> dict[str, str]:
        """Return the operations behind its form, as GraphQL texts, by their names."""
        name, type_ = self.name, self.type
        answer = f"{name} {{ id slug version }} problems {{ ...FormProblem }}"
        return self._merging() | {
            f"{name}_form": f"query {type_}Form($id: ID!) "
            f"{{ node(id: $id) {{ ... on {type_} {{ id version ...{type_}Form }} }} }}",
            f"update_{name}": f"mutation Update{type_}($input: Update{type_}Input!) "
            f"{{ update{type_}(input: $input) {{ {answer} }} }}",
            f"create_{name}": f"mutation Create{type_}($input: Create{type_}Input!) "
            f"{{ create{type_}(input: $input) {{ {answer} }} }}",
        }

    @property
    def is_merged(self) -> bool:
        """Whether two that are one can be made one."""
        return self.type in {"Work", "Person", "Organization"}

    def _merging(self) -> dict[str, str]:
        """Return the operations that compare two, tell what becomes of them, and make one of them."""
        if not self.is_merged:
            return {}
        name, type_, path = self.name, self.type, self.path
        merge, named = f"merge{path.capitalize()}", f"Merge{path.capitalize()}"
        return {
            f"{path}_to_merge": f"query {named}Compare($into: ID!, $duplicate: String!) "
            f"{{ into: node(id: $into) {{ ...Merged{type_} }} "
            f"duplicate: {name}(slug: $duplicate) {{ ...Merged{type_} }} }}",
            f"merge_{path}_preview": f"mutation {named}Preview($input: {named}Input!) @dryRun "
            f"{{ {merge}(input: $input) {{ {name} {{ ...Merged{type_} }} problems {{ ...FormProblem }} }} }}",
            f"merge_{path}": f"mutation {named}($input: {named}Input!) "
            f"{{ {merge}(input: $input) {{ {name} {{ id }} problems {{ ...FormProblem }} }} }}",
        }


ISSUE = Editable("Issue", "issues")
WORK = Editable("Work", "works")
PERSON = Editable("Person", "people")
ORGANIZATION = Editable("Organization", "organizations")
COLUMN = Editable("Column", "columns")
PUBLICATION = Editable("Publication", "settings")
EDITABLES = (ISSUE, WORK, PERSON, ORGANIZATION, COLUMN)
