"""The browser that tests of the editor share."""

from tests.api.browsing import browser

__all__ = ["browser"]
