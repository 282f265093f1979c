"""Requests and frames that nobody would send: valid operations with some of their words changed, and odd things around.

Everything is drawn from one source of chance, so that the same seed gives the same requests.
"""

import json
import random
import re
import string
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from graphql import GraphQLSchema, is_input_object_type, is_interface_type, is_object_type
from graphql.type import is_enum_type

from api.mcp.tools import TOOLS
from api.website.operation_files import load_operations
from tests.contracts.fuzzed_inputs import MutationFuzzer

ROOT = Path(__file__).parents[2]
FOLDERS = ("docs/queries", "bench/operations")
WORD = re.compile(r'"(?:[^"\\\n]|\\.)*"|\.\.\.|[$@]?\w+|[^\s\w]')
OWN = [
    "{ __typename }",
    "{ publication { name } viewer { name scopes } }",
    "query A { latestIssue { slug } } query B { columns { slug } }",
    "{ __schema { types { name fields { name args { name defaultValue } } } } }",
    "mutation { __typename }",
    "query($first: Int, $after: String) { works(first: $first, after: $after) { edges { cursor node { id } } } }",
    "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }",
    "query($filter: WorkFilter, $order: WorkOrder) { works(filter: $filter, orderBy: $order) { totalCount } }",
    "query($id: ID!, $slug: String!) { node(id: $id) { id } issue(slug: $slug) { id } person(slug: $slug) { id } }",
    "query($last: Int, $before: String) { people(last: $last, before: $before) { nodes { name } } }",
    "query($skip: Boolean!) { publication @skip(if: $skip) { name } issues { totalCount } }",
    "query($name: ExternalIdInput) { work(externalId: $name) { id } }",
]
SUBSCRIPTION = "subscription { issuePublished { slug } }"
TEXTS = [
    *("", " ", "\0", "é", "\ud800", "\u2028", "\ufeff", "'", '"', "\\", "\\u0000", "{}", "null", "None", "x" * 5_000),
    *("hollywood-en-greve-contre-ses-doubles", "wrk_1", "iss_", "TITLE_ASC:x:wrk_1", "546974", "9" * 400, "🦜", "%00"),
]
NUMBERS: list[Any] = [0, 1, -1, 20, 101, 2**31 - 1, 2**31, -(2**63), 2**64, 0.5, 1e308, -0.0]
LITERALS = [
    *("null", "true", "0", "-1", "1e999", "99999999999", "1.5", "[]", "{}", "[[[]]]", "{a: 1}", '"""', '"""x"""')
]
SIGNS = [
    *'{}()[]:!|&=@$#,"\\',
    "...",
    "\0",
    "\ufeff",
    "é",
    "# x\n",
    "fragment F on Work { ...F }",
    '"\\ud800"',
    '"\\u{110000}"',
]
METHODS = (
    ["POST"] * 12 + ["GET"] * 8 + ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY", "post"]
)
TYPES = ["application/json"] * 12 + ["application/json; charset=utf-8", "application/json;charset=utf-16", "text/plain"]
TYPES += ["application/x-www-form-urlencoded", 'multipart/form-data; boundary="x"', "application/graphql", "", ";", "é"]
GRAPHQL = "application/graphql-response+json"
MULTIPART = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'
ACCEPTS = ["application/json", GRAPHQL, "text/event-stream", MULTIPART, "text/html", "*/*", "image/png", ";q=x, ,", "*"]
HEADERS: dict[str, Sequence[str]] = {
    "Accept-Encoding": ["gzip", "br", "zstd", "*", "identity;q=0", "*;q=0", "gzip;q=nan", ",,;;q"],
    "Accept-Language": ["fr", "en-US,en;q=0.5", "*", "x-é", "-", "zz;q=inf"],
    "If-None-Match": ["*", '"x"', 'W/"x", "y-gzip"', '"', ",", "x"],
    "Last-Event-ID": ["iss_1.1", "iss_.0", "1", "x" * 300, "é"],
    "Content-Encoding": ["gzip", "identity", "br", ""],
    "Origin": ["https://example.org", "null", "*", "é"],
    "X-Request-Id": ["one", "x" * 100, "<b>", ""],
    "Cookie": ["a=b", ";;", "é"],
    "Authorization": ["Bearer x", "Basic", "", "Bearer lk_", "bearer {key}", "Bearer {key}", "Bearer {key}x", "é"],
    "Liane-View": ["draft", "published", "published; at=2099-01-01T00:00Z", "published; at=x", "draft, draft", "é", ""],
    "Liane-Cost": ["1", "only", "0", "only, 1", "é", ""],
    "MCP-Protocol-Version": ["2025-11-25", "2026-07-28", "2024-11-05", "1999-01-01", "é", ""],
    "Mcp-Session-Id": ["one", "é", ""],
    "Mcp-Method": ["tools/call", "é"],
    "Host": ["example.org", "127.0.0.1:1", "[::1]", "é", "a:b:c", ""],
    "X-Forwarded-For": ["1.2.3.4", "é"],
    "Access-Control-Request-Method": ["POST", "é"],
    "Range": ["bytes=0-1", "x"],
}
AGENTS_METHODS = ["initialize", "ping", "tools/list", "resources/list", "resources/templates/list", "resources/read"]
AGENTS_METHODS += ["prompts/list", "server/discover", "subscriptions/listen", "notifications/initialized", "x", ""]
PATHS = [
    *("/", "/issues", "/issues/{}", "/works/{}", "/recommendations/{}", "/embed/{}/{}", "/embed.js", "/sitemap.xml"),
    *("/oembed?url={}&format={}", "/feeds/issues.{}", "/feeds/columns/{}.{}", "/docs", "/docs/{}", "/static/{}"),
    *(
        "/schema.graphql",
        "/livez",
        "/readyz",
        "/metrics",
        "/robots.txt",
        "/llms.txt",
        "/mcp",
        "/explorer/{}",
        "/{}",
        "/graphql/",
        "//{}",
        "/feeds/issues.atom",
    ),
]
PIECES = [
    *(
        "hollywood-en-greve-contre-ses-doubles",
        "issues",
        "works",
        "atom",
        "rss",
        "json",
        "xml",
        "..",
        ".",
        "%00",
        "%ff",
    ),
    *("%E2%80%A8", "%2e%2e%2fetc", "é", "x" * 500, "https://liane.example/issues/x", "index.html", "", "'", "<script>"),
]


TOOL_NAMES = [tool.name for tool in TOOLS]
CHUNKED = ("Transfer-Encoding", "chunked")


class Request(NamedTuple):
    """A request, as its bytes go over the wire."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes

    def wire(self) -> bytes:
        """Return the bytes; the body in two chunks, where it is sent in chunks."""
        lines = [f"{self.method} {self.target} HTTP/1.1", *(f"{name}: {value}" for name, value in self.headers)]
        body = self.body
        if CHUNKED in self.headers:
            chunks = (body[:7], body[7:], b"") if body[7:] else (body, b"")
            body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
        return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogatepass") + body


class Fuzzer:
    """Makes requests and frames.

    Args:
        schema: whose names stand in operations.
        seed: decides all that is made.
        key: a key with all scopes, which some requests and connections have.
    """

    def __init__(self, schema: GraphQLSchema, seed: int, key: str) -> None:
        self._key = key
        self.chance = random.Random(seed)  # noqa: S311 - the same at every run
        files = [path.read_text() for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.graphql"))]
        self._documents = [*OWN, *files, *load_operations().values()]
        self._words = [*_names(schema), *LITERALS, *SIGNS]
        self._mutations = MutationFuzzer(schema, self.chance, TEXTS)

    def request(self) -> Request:
        """Make a request: mostly for GraphQL, else for any other path."""
        chance = self.chance
        method = chance.choice(METHODS)
        if chance.random() < 0.2:
            pieces = [chance.choice(PIECES) for _ in range(2)]
            target, body = chance.choice(PATHS).format(*pieces), b""
            method = chance.choice(["GET", "GET", "GET", "HEAD", method])
        elif method == "POST" and chance.random() < 0.2:
            target, body = "/mcp", self.agents_body()
        elif method == "POST":
            target, body = "/graphql", self.body()
        else:
            target, body = f"/graphql?{self.query_string()}", b"" if chance.random() < 0.9 else self.body()
        target = "".join(quote(sign) if sign in ' \r\n\t"<>' else sign for sign in target)
        return Request(method, target, self._headers(body), body)

    def frame(self) -> str:
        """Make the text of a frame for a WebSocket."""
        chance = self.chance
        type_ = chance.choice(["subscribe"] * 24 + ["complete", "ping", "pong"] * 2 + ["connection_init", "next", ""])
        message: dict[str, Any] = {"type": type_, "id": str(chance.choice([1, *range(1_000)]))}
        if type_ == "subscribe":
            message["payload"] = self.parameters()
        if chance.random() < 0.05:
            message[chance.choice(["type", "id", "payload", "x"])] = self.value()
        return self._damaged(json.dumps(message))

    def connection_init(self) -> str:
        """Make the message that opens a connection, mostly one that is accepted."""
        chance = self.chance
        payload: Any = {"Authorization": f"Bearer {self._key}", "Liane-View": "draft"}
        if chance.random() < 0.5:
            names = ["Authorization", "authorization", "Liane-View", "x", "é\ud800"]
            payload[chance.choice(names)] = chance.choice([self.value(), None, "draft"])
        payload = chance.choice([payload, payload, None, {}, self.value()])
        return json.dumps({"type": "connection_init", "payload": payload})

    def body(self) -> bytes:
        """Make a body, mostly JSON."""
        text = json.dumps(self.parameters() if self.chance.random() < 0.95 else self.value())
        return self._damaged(text).encode("utf-8", "surrogatepass")

    def agents_body(self) -> bytes:
        """Make what an agent sends to ``/mcp``: mostly the call of a tool."""
        chance = self.chance
        method, name = chance.choice([*["tools/call"] * 6, *AGENTS_METHODS]), chance.choice([*TOOL_NAMES, self.text()])
        arguments = {
            name: self.variable(name)
            for name in chance.sample(["query", "first", "after", "slug", "id", "kind", "year", "offset", "country"], 2)
        }
        given = {"name": name, "arguments": chance.choice([arguments, arguments, {}, self.value()])}
        uri = chance.choice(["liane://works/the-deepest-breath", f"liane://issues/{self.text()}", self.text()])
        params = given if method == "tools/call" else {"uri": uri, "cursor": chance.choice([None, self.text()])}
        message = {"jsonrpc": "2.0", "id": chance.choice([1, "one", None, 0.5]), "method": method, "params": params}
        if chance.random() < 0.1:
            message[chance.choice([*message, "result", "error"])] = self.value()
        text = json.dumps(message if chance.random() < 0.95 else [message])
        return self._damaged(text).encode("utf-8", "surrogatepass")

    def query_string(self) -> str:
        """Make the parameters of a URL."""
        texts = {
            name: value if isinstance(value, str) else json.dumps(value) for name, value in self.parameters().items()
        }
        pairs = [f"{name}={quote(self._damaged(value).encode('utf-8', 'replace'))}" for name, value in texts.items()]
        if self.chance.random() < 0.05:
            pairs.append(
                self.chance.choice(["query=%ff", "query", "&&", "=", "variables=[", "%zz=1", "operationName="])
            )
        return "&".join(pairs)

    def parameters(self) -> dict[str, Any]:
        """Make the parameters of a GraphQL request."""
        chance = self.chance
        if chance.random() < 0.2:
            return self._mutations.request()
        document = self.document()
        parameters: dict[str, Any] = {"query": document}
        if "$" in document or chance.random() < 0.1:
            names = re.findall(r"\$(\w+)", document) or ["x"]
            parameters["variables"] = {name: self.variable(name) for name in names if chance.random() < 0.9}
        if chance.random() < 0.1:
            parameters["operationName"] = chance.choice(["A", "B", "", None, "IssuePage", *TEXTS])
        if chance.random() < 0.05:
            hash_ = chance.choice(["0" * 64, "x", "é", self.value()])
            parameters["extensions"] = {"persistedQuery": {"version": chance.choice([1, 2, "1"]), "sha256Hash": hash_}}
        if chance.random() < 0.1:
            name = chance.choice(["query", "documentId", "variables", "operationName", "extensions", "x"])
            parameters[name] = self.value()
        if chance.random() < 0.05:
            parameters.pop("query", None)
        return parameters

    def document(self) -> str:
        """Make a document: a valid one, of which some words may be changed."""
        chance = self.chance
        if chance.random() < 0.01:
            return SUBSCRIPTION
        document = chance.choice(self._documents if chance.random() < 0.7 else OWN)
        words = WORD.findall(re.sub(r"#[^\n]*", "", document))
        for _ in range(chance.choice([0, 0, 0, 0, 1, 1, 2, 3, 8])):
            place = chance.randrange(len(words) + 1)
            kind = chance.randrange(5)
            if kind == 0:
                del words[place : place + chance.randrange(1, 4)]
            elif kind == 1:
                words[place:place] = words[place : place + chance.randrange(1, 30)] * chance.choice([1, 1, 2, 50])
            elif kind == 2:
                words[place : place + 1] = [chance.choice(self._words)]
            elif kind == 3:
                words.insert(place, chance.choice(self._words))
            else:
                words[place : place + 1] = [f"a{chance.randrange(9)}", ":", *words[place : place + 1]]
        return " ".join(words)

    def variable(self, name: str) -> Any:
        """Make the value of a variable, which often fits."""
        chance = self.chance
        if chance.random() < 0.2:
            return self.value()
        if name in {"first", "last", "number"}:
            return chance.choice([*range(1, 5), *range(1, 5), 0, 100, 101, -1, None])
        if name in {"ids", "slugs"}:
            return [self.text() for _ in range(chance.randrange(4))]
        if name == "filter":
            fields = {
                "slug": [self.text()],
                "tag": [self.text(), self.text()],
                "year": [2023],
                "kind": ["FILM", "BOOK"],
            }
            return {name: fields[name] for name in chance.sample([*fields], chance.randrange(1, 3))}
        fitting = {"skip": True, "order": "TITLE_ASC", "name": {"scheme": self.text(), "value": self.text()}}
        return fitting.get(name, self.text())

    def text(self) -> str:
        """Make a text that may be a slug, an id, a cursor or a tag."""
        chance = self.chance
        text = chance.choice(TEXTS)
        return text if chance.random() < 0.7 else text[: chance.randrange(20)] + chance.choice(TEXTS)[:20]

    def value(self, depth: int = 0) -> Any:
        """Make a value of JSON."""
        chance = self.chance
        kind = chance.randrange(8 if depth < 3 else 6)
        if kind < 2:
            return chance.choice(TEXTS)
        if kind == 2:
            return chance.choice([None, True, False])
        if kind < 5:
            return chance.choice(NUMBERS)
        if kind == 5:
            return chance.choice(self._words)
        if kind == 6:
            return [self.value(depth + 1) for _ in range(chance.choice([0, 1, 2, 5, 200 if depth == 0 else 1]))]
        names = ["slug", "tag", "kind", "year", "scheme", "value", "number", "language", "x", "", "é"]
        return {chance.choice(names): self.value(depth + 1) for _ in range(chance.randrange(4))}

    def _headers(self, body: bytes) -> list[tuple[str, str]]:
        chance = self.chance
        headers = [("Host", "127.0.0.1"), ("Accept", ", ".join(chance.sample(ACCEPTS, chance.choice([1, 1, 2, 3]))))]
        if body:
            length = ("Content-Length", str(len(body)))
            headers += [
                ("Content-Type", chance.choice(TYPES)),
                *chance.choice([[length]] * 20 + [[length] * 2, [CHUNKED]]),
            ]
        for _ in range(chance.choice([0, 0, 1, 3])):
            name = chance.choice([*HEADERS])
            value = "".join(chance.choices(string.printable[:95], k=12)) if chance.random() < 0.1 else ""
            headers.append((name, value or chance.choice(HEADERS[name]).replace("{key}", self._key)))
        if b"mutation" in body and chance.random() < 0.9:
            headers += [("Authorization", f"Bearer {self._key}")]
        elif chance.random() < 0.1:
            headers += [("Authorization", f"Bearer {self._key}"), ("Liane-View", chance.choice(HEADERS["Liane-View"]))]
        return headers

    def _damaged(self, text: str) -> str:
        """Change some signs of a text, seldom."""
        chance = self.chance
        for _ in range(chance.choice([0] * 9 + [3])):
            place = chance.randrange(len(text) + 1)
            text = text[:place] + chance.choice([*SIGNS, "", "NaN", "[" * 2_000]) + text[place + chance.randrange(3) :]
        return text


def _names(schema: GraphQLSchema) -> list[str]:
    """List the names of types, fields, arguments and enum values."""
    names = ["on", "query", "fragment", "subscription", "mutation", "@skip(if: true)", "@include(if: $x)", "__typename"]
    for name, type_ in schema.type_map.items():
        names.append(name)
        if is_object_type(type_) or is_interface_type(type_):
            names += type_.fields
            names += [argument for field in type_.fields.values() for argument in field.args]
        elif is_enum_type(type_):
            names += type_.values
        elif is_input_object_type(type_):
            names += type_.fields
    return names
