"""A book."""

from sqlmodel import SQLModel

from schema import tables
from schema.bases import check, reference
from schema.engine.fields import entity_type, one, scalar
from schema.kinds.kind import Activity, Detail, Gender, Kind, Localized, SchemaOrg, Site, listed
from schema.types import Organization, Work
from schema.vocabulary import WorkKind


class BookRow(SQLModel, table=True):
    """The columns that only this kind has."""

    __tablename__ = "books"
    __table_args__ = (check("page_count_positive", "page_count > 0"),)

    id: str = reference("works", cascade=True, primary_key=True, index=False)
    publisher_id: str | None = reference("organizations", default=None)
    page_count: int | None = None


@entity_type(tables.Work, prefix="wrk", kind=WorkKind.BOOK, extension=BookRow)
class Book(Work):
    """A book."""

    publisher: Organization | None = one("Who publishes it.", on=lambda work, body: body.id == work.publisher_id)
    page_count: int | None = scalar("How many pages it has.")


POSTER = """\
<path fill="{{ p.accent }}" stroke="none" d="M0 0h8v300H0z"/><path d="M32 20h148v140H32zM40 28h132v124H40z"/>
<circle cx="106" cy="90" r="{{ 20 + g[0] * 2 }}" fill="{{ p.accent }}" stroke="none"/><path fill="{{ p.figure }}" \
stroke="none" d="M{{ 140 + g[1] }} 0v{{ 44 + g[2] * 2 }}l7-7 7 7V0z"/>
"""

KIND = Kind(
    name=WorkKind.BOOK,
    row=BookRow,
    type=Book,
    display_name=Localized(fr="Livre", en="Book"),
    gender=Gender.MASCULINE,
    plural=Localized(fr="Livres", en="Books"),
    schema_org=SchemaOrg("Book", part_of=None),
    details=(
        Detail("publisher", Localized(fr="Éditeur", en="Publisher")),
        Detail("page_count", Localized(fr="Pages", en="Pages"), property="numberOfPages"),
    ),
    hints=(
        "livre",
        "roman",
        "essai",
        "bande dessinée",
        "book",
        "novel",
        "libro",
        "novela",
        "romanzo",
        "buch",
        "livro",
        "boek",
    ),
    labels=listed(
        """Lire, On lit, On a lu, Lu, Livre, Livres, Le livre, Roman, Read, To read, What I’m reading, What we’re
        reading, Book, Books, One to read, Leer, Para leer, Libro, Libros, Da leggere, Leggere, Libri, Zu lesen,
        Lesen, Buch, Bücher, Buchtipp, Ler, Para ler, Livro, Livros, Om te lezen, Lezen, Leestip, Boek, Boeken"""
    ),
    bare_labels=("À lire", "Reading"),
    buttons=listed(
        """Acheter en librairie, Acheter le livre, Commander le livre, Commander en librairie, Lire un extrait,
        Lire le livre, Trouver en librairie,
        Buy the book, Get the book, Order the book, Read the book, Read an excerpt"""
    ),
    activities=(Activity.READING,),
    sites=(
        Site("senscritique.com", r"^/(?:livre|bd)/[^/]+/(?P<id>\d+)", "senscritique"),
        Site("play.google.com", r"^/store/books/details/?[^?]*\?(?:.*&)?id=(?P<id>[\w-]+)", "google-books"),
        Site("goodreads.com", r"^/(?:[a-z]{2}/)?book/show/(?P<id>\d+)", "goodreads"),
        Site("openlibrary.org", r"^/(?:works|books)/(?P<id>OL\d+[WM])", "openlibrary"),
        Site("babelio.com", r"^/livres/[^/]+/(?P<id>\d+)", "babelio"),
        Site("books.apple.com", r"/book/(?:[^/]+/)?id(?P<id>\d+)", "apple-books"),
        Site("placedeslibraires.fr", r"^/livre/(?P<id>97[89]\d{10})", "isbn"),
        Site("leslibraires.fr", r"/livre/.*?(?P<id>97[89]\d{10})", "isbn"),
        Site("bookshop.org", r"/(?P<id>97[89]\d{10})", "isbn"),
    ),
    poster=POSTER,
)
