"""The output of an import: JSON for programs, a summary for editors."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson

MOST_PASSED_OVER = 50
FileReport = dict[str, Any]
"""What was read from a file and what came of it, in the form of the JSON output."""


def json_array(reports: Iterable[FileReport]) -> Iterator[str]:
    """Yield the pieces of a JSON array with an object per file; it is closed even when the import breaks off."""
    before, end = "[\n", "[]\n"
    try:
        for report in reports:
            yield before + _indented(orjson.dumps(report, option=orjson.OPT_INDENT_2).decode())
            before, end = ",\n", "\n]\n"
    except Exception:
        yield end
        raise
    yield end


class UnfinishedFiles:
    """Collects which files were not imported while their reports pass by, to list them at the end."""

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.conflicts: list[str] = []

    def watch(self, reports: Iterable[FileReport]) -> Iterator[FileReport]:
        """Yield the reports, none of which is kept."""
        for report in reports:
            if "error" in report:
                self.failures.append(f"  {_place(report)}: {report['error']}")
            elif report.get("action") == "conflict":
                self.conflicts.append(f"  {_place(report)}: {'; '.join(report['changes'])}")
            yield report

    def lines(self) -> Iterator[str]:
        """Yield the lines of the list: the files, and why each was not imported."""
        if self.failures:
            yield f"Not imported ({len(self.failures)}):"
            yield from self.failures
        if self.conflicts:
            yield f"In conflict with edits made elsewhere, and left as stored ({len(self.conflicts)}):"
            yield from self.conflicts


def passed_over(names: Sequence[str]) -> Iterator[str]:
    """Yield the lines that list the files which were not taken for letters."""
    if names:
        yield f"Passed over, since they are no letters ({len(names)}):"
        yield from (f"  {name}" for name in names[:MOST_PASSED_OVER])
    if len(names) > MOST_PASSED_OVER:
        yield f"  and {len(names) - MOST_PASSED_OVER} more"


def _indented(text: str) -> str:
    """Indent a JSON object by one step: its line breaks all stand between tokens."""
    return "  " + text.replace("\n", "\n  ")


def summaries(reports: Iterable[FileReport]) -> Iterator[str]:
    """Yield for each file a few lines: what was read from it and what came of it."""
    for report in reports:
        yield "".join(f"{line}\n" for line in _lines(report))


def _lines(report: FileReport) -> Iterator[str]:
    if "error" in report:
        yield f"{_place(report)}: not read: {report['error']}"
        return
    yield f"{_place(report)}: {_outcome(report)}"
    if "type" in report:
        yield from (f"  warning   {warning}" for warning in report.get("warnings", ()))
        return
    yield f"  title     {_sourced(report, 'title', 'titleSource')}"
    yield f"  date      {_sourced(report, 'date', 'dateSource')}"
    yield f"  language  {report['language'] or 'not known'}"
    yield from _stated(report)
    for position, section in enumerate(report["sections"], start=1):
        yield from _section(position, section)
    if report["leftOut"]:
        yield "  left out"
        yield from (f"    {part['reason']}: {_short(part['text'])}" for part in report["leftOut"])
    yield from (f"  warning   {warning}" for warning in report["warnings"])


def _place(report: FileReport) -> str:
    return "/".join(report[name] for name in ("file", "part") if name in report)


def _outcome(report: FileReport) -> str:
    changes = f" ({'; '.join(report['changes'])})" if report.get("changes") else ""
    if "action" not in report:
        return f"read as {report['format']}, nothing stored{changes}"
    return f"{report['action']} {report['slug']}{changes}"


def _sourced(report: FileReport, key: str, source: str) -> str:
    return f"{report[key]} (from the {report[source]})" if report[key] else "not stated"


def _stated(report: FileReport) -> Iterator[str]:
    """Yield a line for each thing that the file says of its letter and few files say."""
    values = {**report, "authors": ", ".join(report["authors"])}
    for name in ("number", "standfirst", "authors", "cover"):
        if values[name]:
            yield f"  {name:9} {_short(str(values[name]))}"


def _section(position: int, section: FileReport) -> Iterator[str]:
    column = f" [column {section['column']}]" if section["column"] else ""
    words = len(section["text"].split())
    yield f"  {position}. {section['heading'] or '(no heading)'}{column}, {words} words, {len(section['links'])} links"
    for work in section["works"]:
        yield f"     {work['role'].lower():9} {work['title']} ({work['kind']}, {work['slug']})"
    for candidate in section["candidates"]:
        kind = f" ({candidate['kind']})" if candidate["kind"] else ""
        yield f"     candidate {candidate['title']}{kind}: {candidate['reason']}"
        yield from (
            f"               near {each['title']} ({each['slug']}): {each['why']}" for each in candidate["near"]
        )


def _short(text: str, limit: int = 70) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
