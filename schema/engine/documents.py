"""Documents: a request's text, parsed and validated."""

from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import recommended_rules

from schema.engine.arguments import refuse_unstorable
from schema.engine.errors import (
    PARSE_FAILED,
    QUERY_LIMIT,
    VALIDATION_FAILED,
    Refused,
    error_with_code,
)
from schema.engine.limits import Limits, size_errors
from schema.engine.notation import in_graphql_notation

RULES = (*specified_rules, *recommended_rules)
AST_BYTES = 100
"""About how many bytes of memory a document takes for each of its characters; at most three times as many."""
TOO_DEEP = "The operation is nested too deeply; ask for less at once."
TOO_LONG = "The document has more than {} characters; ask for less at once."


@dataclass(frozen=True)
class ParsedDocument:
    """A text that was parsed and validated; one with ``errors`` cannot be executed."""

    text: str
    ast: DocumentNode | None
    errors: list[GraphQLError]
    limits: Limits
    """Those of its operations."""
    operations: dict[str | None, OperationDefinitionNode] = field(init=False)
    """The operations by name; a single one also by None."""

    def __post_init__(self) -> None:
        """List the operations."""
        definitions = self.ast.definitions if self.ast else ()
        nodes = [node for node in definitions if isinstance(node, OperationDefinitionNode)]
        by_name: dict[str | None, OperationDefinitionNode] = {node.name.value: node for node in nodes if node.name}
        object.__setattr__(self, "operations", {**by_name, None: nodes[0]} if len(nodes) == 1 else by_name)

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes."""
        return AST_BYTES * len(self.text)

    @property
    def fragments(self) -> dict[str, FragmentDefinitionNode]:
        """The fragments by name."""
        definitions = self.ast.definitions if self.ast else ()
        return {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}


def parse_document(text: str, schema: GraphQLSchema, limits: Limits, *, introspection: bool) -> ParsedDocument:
    """Parse and validate a text within limits."""
    if len(text) > limits.characters:
        return ParsedDocument(text, None, [error_with_code(TOO_LONG.format(limits.characters), QUERY_LIMIT)], limits)
    try:
        refuse_unstorable(text)
        ast = parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
        if errors := size_errors(ast, limits):
            return ParsedDocument(text, None, errors, limits)
    except GraphQLError as error:
        return ParsedDocument(text, None, [_with_code(error, PARSE_FAILED)], limits)
    except RecursionError:
        return ParsedDocument(text, None, [error_with_code(TOO_DEEP, QUERY_LIMIT)], limits)
    except Refused as refused:
        return ParsedDocument(text, None, [error_with_code(refused.message, PARSE_FAILED)], limits)
    rules = RULES if introspection else (*RULES, NoSchemaIntrospectionCustomRule)
    errors = validate(schema, ast, rules, max_errors=limits.errors, hide_suggestions=not introspection)
    return ParsedDocument(text, ast, [_with_code(error, VALIDATION_FAILED) for error in errors], limits)


def _with_code(error: GraphQLError, code: str) -> GraphQLError:
    """Return an error of graphql-core with a code; where it gave up at a limit, its message ends with "aborted."."""
    return GraphQLError(
        in_graphql_notation(error.message),
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        extensions={"code": QUERY_LIMIT if error.message.endswith("aborted.") else code},
    )
