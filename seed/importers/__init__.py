"""Reading newsletters: from the bytes of a file to an issue and its sections; ``pipeline`` lists the steps."""

from seed.importers.parsed_issue import LeftOut, ParsedIssue, Reason, Section, Unreadable
from seed.importers.pipeline import FORMATS, TOO_LARGE, read

__all__ = ["FORMATS", "TOO_LARGE", "LeftOut", "ParsedIssue", "Reason", "Section", "Unreadable", "read"]
