"""Forms as a browser sends them, read from the pages that show them."""

from collections.abc import Mapping
from urllib.parse import urlencode

import httpx
from selectolax.lexbor import LexborHTMLParser, LexborNode


def form_of(html: str, selector: str = "#form") -> list[tuple[str, str]]:
    """Return what a browser sends of a form that nobody has touched, but for its buttons."""
    form = LexborHTMLParser(html).css_first(selector)
    assert form is not None
    sent = []
    for control in form.css("input, select, textarea"):
        name = control.attributes.get("name")
        if name is not None and (value := _value(control)) is not None:
            sent.append((name, value))
    return sent


def _value(control: LexborNode) -> str | None:
    if control.tag == "textarea":
        return control.text().removeprefix("\n").replace("\n", "\r\n")
    if control.tag == "select":
        options = control.css("option[selected]") or control.css("option")[:1]
        return options[0].attributes.get("value") if options else None
    if control.attributes.get("type") in {"checkbox", "radio"} and "checked" not in control.attributes:
        return None
    return control.attributes.get("value") or ""


def send(client: httpx.Client, path: str, sent: list[tuple[str, str]], **changes: str | None) -> httpx.Response:
    """Send a form with other values in some of its fields; ``__`` in a name is a point."""
    values: Mapping[str, str | None] = {name.replace("__", "."): value for name, value in changes.items()}
    rest = dict(values)
    data = [(name, rest.pop(name, value) if name in rest else value) for name, value in sent]
    data += list(rest.items())
    body = urlencode([(name, value) for name, value in data if value is not None])
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return client.post(path, content=body, headers=headers)
