"""A letter as it was sent, for an editor to look at beside what was understood: harmless, whatever it holds.

It is shown in a sandboxed frame, and loads nothing: of its pictures those that are kept here are shown, of the others
the text alternatives. Style sheets go; what elements say of their own style stays, but for what could load or cover
anything.
"""

import re
import zlib
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

import nh3
import sqlalchemy as sa
from selectolax.lexbor import LexborHTMLParser
from sqlmodel import Session

from schema.bases import table_of
from schema.pictures import ADDRESS as PICTURE
from schema.pictures import FOLDER
from schema.tables import PictureSource
from schema.vocabulary import NewsletterFormat
from seed.importers import Unreadable
from seed.importers.carried_pictures import CarriedPictures, is_carried
from seed.importers.decoding import decode_html, decode_text
from seed.importers.formats import eml
from seed.importers.formats.detection import detect
from seed.importers.formats.refusals import refuse_other_files
from seed.importers.html.limits import refuse_bombs
from seed.importers.wordlist import wordset

TAGS = nh3.ALLOWED_TAGS | {"font", "section", "main"}
CLEANED = {"script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math", "select", "textarea"}
LAYOUT = wordset("align bgcolor border cellpadding cellspacing color face height size valign width")
ATTRIBUTES = {
    "*": LAYOUT | {"style", "title", "dir", "lang"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
STYLES = wordset(
    "background-color border border-bottom border-collapse border-color border-left border-radius border-right "
    "border-spacing border-style border-top border-width color direction display font-family font-size font-style "
    "font-weight height letter-spacing line-height list-style-type margin margin-bottom margin-left margin-right "
    "margin-top max-width min-width padding padding-bottom padding-left padding-right padding-top text-align "
    "text-decoration text-indent text-transform vertical-align white-space width"
)
# A colour may be a function, an address may not; and nothing that hides what is meant by escapes.
LOADS = re.compile(r"url|image|expression|@|\\", re.IGNORECASE)

LEADS = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
"""Other addresses of a letter would be ours here."""


class OriginalKind(StrEnum):
    """What there is to show."""

    HTML = "HTML"
    TEXT = "TEXT"


class Original(NamedTuple):
    """A letter as it was sent: sanitised HTML (a fragment), or a text; and how many of its pictures are not shown."""

    kind: OriginalKind
    content: str
    pictures_left_out: int = 0


def original(session: Session, stored: bytes, name: str, form: NewsletterFormat) -> Original:
    """Return a letter as it was sent.

    Args:
        session: the open transaction.
        stored: the letter as it is stored, ``schema.imports.OneImport.data``.
        name: what it is called.
        form: what it is.

    Raises:
        Unreadable: it cannot be shown.
    """
    data = zlib.decompress(stored)
    refuse_other_files(data)
    form_name = detect(data, name) if form is NewsletterFormat.AUTO else form.value.lower()
    if form_name == "eml":
        html, plain, carried = eml.shown(data)
        return _page(session, html, carried) if html.strip() else Original(OriginalKind.TEXT, plain)
    if form_name == "html":
        return _page(session, decode_html(data).text, CarriedPictures())
    return Original(OriginalKind.TEXT, decode_text(data).text)


def _page(session: Session, html: str, carried: CarriedPictures) -> Original:
    refuse_bombs(html)
    tree = LexborHTMLParser(html)
    if tree.body is None:
        raise Unreadable("there is no text in it")
    left_out = 0
    here = _kept(session, tree)
    for image in tree.css("img"):
        source = (image.attributes.get("src") or "").strip()
        address = carried.address(source) if is_carried(source) else here.get(source)
        if address:
            image.attrs["src"] = address
        else:
            left_out += 1
            image.replace_with(image.attributes.get("alt") or "")
    clean = nh3.clean(
        tree.body.html or "",
        tags=TAGS,
        clean_content_tags=CLEANED,
        attributes=ATTRIBUTES,
        attribute_filter=_harmless,
        filter_style_properties=STYLES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Original(OriginalKind.HTML, clean.strip(), left_out)


def _kept(session: Session, tree: LexborHTMLParser) -> Mapping[str, str]:
    """Return the addresses here of the pictures that were fetched from elsewhere, by the address that they had."""
    sources = {(image.attributes.get("src") or "").strip() for image in tree.css("img[src]")}
    table = table_of(PictureSource)
    elsewhere = [source for source in sources if source.startswith(("https://", "http://"))]
    rows = session.execute(sa.select(table).where(table.c.address.in_(elsewhere))).all() if elsewhere else ()
    ours = {source: source for source in sources if PICTURE.fullmatch(source)}
    return ours | {row.address: f"{FOLDER}{row.picture_id}" for row in rows}


def _harmless(tag: str, name: str, value: str) -> str | None:
    """Return what stays of an attribute: a style without what loads, a picture of ours, a link elsewhere."""
    if name == "style":
        kept = [each for each in value.split(";") if not LOADS.search(each)]
        return ";".join(kept)
    if tag == "img" and name == "src":
        return value if PICTURE.fullmatch(value) else None
    if name == "href":
        return value if LEADS.match(value) else None
    return value
