"""What an import tells: the contract's JSON for programs, a summary for editors."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

Result = dict[str, Any]


def json_array(results: Iterable[Result]) -> Iterator[str]:
    """Print one JSON array with one object per file, piece by piece; it is whole even when the results break off."""
    before, end = "[\n", "[]\n"
    try:
        for result in results:
            yield before + _indented(orjson.dumps(result, option=orjson.OPT_INDENT_2).decode())
            before, end = ",\n", "\n]\n"
    except Exception:
        yield end
        raise
    yield end


class Unfinished:
    """Notes in passing which files were not imported, to name them at the end; it holds nothing of the others."""

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.conflicts: list[str] = []

    def noting(self, results: Iterable[Result]) -> Iterator[Result]:
        """Give the results on."""
        for result in results:
            if "error" in result:
                self.failures.append(f"  {result['file']}: {result['error']}")
            elif result.get("action") == "conflict":
                self.conflicts.append(f"  {result['file']}: {'; '.join(result['changes'])}")
            yield result

    def lines(self) -> Iterator[str]:
        """Name the files, and say of each why."""
        if self.failures:
            yield f"Not imported ({len(self.failures)}):"
            yield from self.failures
        if self.conflicts:
            yield f"In conflict with edits made elsewhere, and left as stored ({len(self.conflicts)}):"
            yield from self.conflicts


def _indented(text: str) -> str:
    """Indent a JSON object by one step; a line break never stands inside its texts."""
    return "  " + text.replace("\n", "\n  ")


def summaries(results: Iterable[Result]) -> Iterator[str]:
    """Print what was read from each file and what came of it, in a few lines."""
    for result in results:
        yield "".join(f"{line}\n" for line in _lines(result))


def _lines(result: Result) -> Iterator[str]:
    if "error" in result:
        yield f"{result['file']}: not read: {result['error']}"
        return
    yield f"{result['file']}: {_outcome(result)}"
    yield f"  title     {_sourced(result, 'title', 'titleSource')}"
    yield f"  date      {_sourced(result, 'date', 'dateSource')}"
    yield f"  language  {result['language'] or 'not known'}"
    for position, section in enumerate(result["sections"], start=1):
        yield from _section(position, section)
    if result["leftOut"]:
        yield "  left out"
        yield from (f"    {part['reason']}: {_short(part['text'])}" for part in result["leftOut"])
    yield from (f"  warning   {warning}" for warning in result["warnings"])


def _outcome(result: Result) -> str:
    if "action" not in result:
        return f"read as {result['format']}, nothing stored"
    changes = f" ({'; '.join(result['changes'])})" if result["changes"] else ""
    return f"{result['action']} {result['slug']}{changes}"


def _sourced(result: Result, key: str, source: str) -> str:
    return f"{result[key]} (from the {result[source]})" if result[key] else "not stated"


def _section(position: int, section: Result) -> Iterator[str]:
    column = f" [column {section['column']}]" if section["column"] else ""
    words = len(section["text"].split())
    yield f"  {position}. {section['heading'] or '(no heading)'}{column}, {words} words, {len(section['links'])} links"
    for work in section["works"]:
        yield f"     {work['role'].lower():9} {work['title']} ({work['kind']}, {work['slug']})"
    for candidate in section["candidates"]:
        kind = f" ({candidate['kind']})" if candidate["kind"] else ""
        yield f"     candidate {candidate['title']}{kind}: {candidate['reason']}"


def _short(text: str, limit: int = 70) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
