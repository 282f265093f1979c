"""The reader to whom a letter was sent: no address of theirs is kept, in no text and in no link."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote

from seed.importers.blocks import Block, Span
from seed.importers.content import ParsedContent
from seed.importers.parsed_issue import Reason


def remove_recipients(content: ParsedContent) -> None:
    """Take readers' addresses out of the blocks that stay, and links that carry one."""
    recipients = [address.lower() for address in content.metadata.recipients]
    if not recipients:
        return
    codes = [code for address in recipients for code in _codes(address)]
    links = 0
    found = False
    for index, block in enumerate(content.blocks):
        if block.reason is not None or not any(_names(span, recipients, codes) for span in block.all_spans):
            continue
        links += sum(bool(span.link and _carries(span.link.url, recipients, codes)) for span in block.all_spans)
        found = found or any(_mentions(span.text, recipients) for span in block.all_spans)
        content.blocks[index] = cleaned = _cleaned(block, recipients, codes)
        if content.title_block is block:
            content.title_block = cleaned
    if links:
        content.warnings.append(f"{links} link(s) that carry the reader's address were left out, their words kept")
    if found:
        content.blocks += [Block(spans=[Span(each)], hidden=True, reason=Reason.FOOTER) for each in recipients]


def _cleaned(block: Block, recipients: Sequence[str], codes: Sequence[str]) -> Block:
    def clean(spans: list[Span]) -> list[Span]:
        return [_without(span, recipients, codes) for span in spans]

    return replace(block, spans=clean(block.spans), rows=[[clean(cell) for cell in row] for row in block.rows])


def _without(span: Span, recipients: Sequence[str], codes: Sequence[str]) -> Span:
    text = span.text
    for address in recipients:
        while (start := text.lower().find(address)) >= 0:
            text = text[:start] + text[start + len(address) :]
    carried = span.link and _carries(span.link.url, recipients, codes)
    pictured = span.picture and _carries(span.picture.url, recipients, codes)
    return span._replace(text=text, link=None if carried else span.link, picture=None if pictured else span.picture)


def _names(span: Span, recipients: Sequence[str], codes: Sequence[str]) -> bool:
    urls = [target.url for target in (span.link, span.picture) if target]
    return _mentions(span.text, recipients) or any(_carries(url, recipients, codes) for url in urls)


def _mentions(text: str, recipients: Sequence[str]) -> bool:
    return "@" in text and any(address in text.lower() for address in recipients)


def _carries(url: str, recipients: Sequence[str], codes: Sequence[str]) -> bool:
    """Whether a link carries an address, as it is or in base64."""
    plain = unquote(url).lower()
    return any(address in plain for address in recipients) or any(code in url for code in codes)


def _codes(address: str) -> set[str]:
    """Return the address in base64, without its last signs, which depend on what follows."""
    data = address.encode()
    encoded = base64.urlsafe_b64encode(data[: len(data) // 3 * 3]).decode()
    return {encoded, encoded.replace("-", "+").replace("_", "/")}
