"""The errors of content that comes in."""

from schema.errors import LianeError


class BadContent(LianeError):
    """Content that cannot be used; the message names the file and the field."""

    def __init__(self, file: str, reason: str) -> None:
        """Take the file's name within its folder, and what is wrong with it."""
        super().__init__(f"{file}: {reason}")
