"""Letters as they were sent: an editor sees them, and nothing in them runs, loads or covers anything."""

import zlib
from base64 import b64encode
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db, writes
from schema.vocabulary import NewsletterFormat
from seed.importers.carried_pictures import CarriedPictures
from seed.originals import Original, OriginalKind, original
from seed.pictures.keeping import describe_picture
from seed.pictures.reading import read_picture
from tests.pictures import jpeg

ELSEWHERE = "https://pictures.example/phare.jpg"


def shown(session: Session, data: bytes, form: NewsletterFormat = NewsletterFormat.AUTO) -> Original:
    """A letter as it is shown."""
    return original(session, zlib.compress(data), "lettre", form)


def html(session: Session, body: str) -> Original:
    """A page as it is shown."""
    return shown(session, f"<html><body>{body}</body></html>".encode())


@pytest.fixture
def session(shared_engine: sa.Engine) -> Iterator[Session]:
    """A transaction that reads."""
    with db.read_transaction(shared_engine) as session:
        yield session


def test_words_layout_and_links_stay(session: Session) -> None:
    page = html(
        session,
        '<table width="600" bgcolor="#eee"><tr><td align="center" style="color: red; padding: 4px">'
        '<h1>Phares</h1><p>Un <a href="https://exemple.test/">lien</a>.</p></td></tr></table>',
    )
    assert page.kind is OriginalKind.HTML
    assert '<td align="center" style="color:red;padding:4px">' in page.content
    assert '<a href="https://exemple.test/" rel="noopener noreferrer nofollow">lien</a>' in page.content


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script><style>@import url(//evil.example/a.css)</style>",
        "<p onclick='evil()' class='evil' id='evil'>a</p>",
        "<a href='javascript:evil()'>a</a><a href='data:text/html,evil'>b</a><a href='//evil.example'>c</a>",
        "<form action='https://evil.example'><input name='evil'><button formaction='//evil.example'>a</button></form>",
        "<iframe src='//evil.example'></iframe><object data='//evil.example'></object><embed src='//evil.example'>",
        "<svg onload='evil()'><image href='https://evil.example/'/></svg><math href='//evil.example'></math>",
        "<link rel='stylesheet' href='//evil'><base href='//evil'><meta http-equiv='refresh' content='evil'>",
        "<video poster='//evil.example' src='//evil.example'></video><audio src='//evil.example'></audio>",
        "<picture><source srcset='//evil.example/a.png'><img srcset='//evil.example/a.png 2x' alt='a'></picture>",
        "<img src='https://evil.example/pixel.gif'><img src='data:image/svg+xml,evil'><img src='evil.png'>",
        "<table background='https://evil.example/'><tr><td background='//evil.example'>a</td></tr></table>",
        "<p style='background: url(https://evil.example/a.png); background-image: url(//evil.example)'>a</p>",
        "<p style='background-color: u\\72l(//evil); list-style: url(//evil); content: url(//evil)'>a</p>",
        "<p style='font-family: image-set(\"//evil.example\" 1x); color: expression(evil())'>a</p>",
        "<p style='position: fixed; top: 0'>a</p><!-- evil --><template>evil</template><noscript>evil</noscript>",
    ],
)
def test_what_runs_loads_or_covers_goes(session: Session, body: str) -> None:
    content = html(session, f"<p>Mot</p>{body}").content
    assert "<p>Mot</p>" in content
    for word in ("evil", "url(", "position", "javascript", "srcset", "<img"):
        assert word not in content, content


def test_of_pictures_from_elsewhere_those_that_are_kept_here_are_shown_and_the_others_alternatives(
    engine: sa.Engine,
) -> None:
    picture = read_picture(jpeg(60, 30))
    with db.write_transaction(engine) as session:
        describe_picture(session, picture)
        writes.save_picture_source(session, ELSEWHERE, picture.name)
        page = html(
            session, f"<img src='{ELSEWHERE}' alt='Un phare'><img src='https://other.example/a.png' alt='Une île'>"
        )
    assert page.content == f'<img src="/pictures/{picture.name}" alt="Un phare">Une île'
    assert page.pictures_left_out == 1


def test_pictures_that_a_mail_carries_are_those_that_its_import_keeps(session: Session) -> None:
    data = jpeg(60, 30)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "Lettre"
    mail.set_content("Une lettre en texte.")
    inline = f"data:image/jpeg;base64,{b64encode(data).decode()}"
    mail.add_alternative(f"<p>Une lettre.</p><img src='cid:phare' alt='a'><img src='{inline}' alt='b'>", subtype="html")
    mail.add_attachment(data, "image", "jpeg", cid="<phare>")
    page = shown(session, bytes(mail))
    name = read_picture(data).name
    assert page.content.count(f'src="/pictures/{name}"') == 2
    assert f"/pictures/{name}" == CarriedPictures().address(inline)


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"# Phares\n\nUn <script>texte</script>.\n", "# Phares\n\nUn <script>texte</script>.\n"),
        ("From: a@example.org\nTo: b@example.org\nSubject: Lettre\n\nBonjour l'île.\n".encode(), "Bonjour l'île.\n"),
    ],
)
def test_what_is_no_html_is_shown_as_a_text(session: Session, data: bytes, content: str) -> None:
    assert shown(session, data) == Original(OriginalKind.TEXT, content)
