"""The closed vocabularies of the content model: kinds, roles, statuses, ways of access and so on.

Docstrings and descriptions of values are public: they are the descriptions of the GraphQL enums. CHECK constraints hold
the database to the same values.
"""

from enum import StrEnum
from typing import Self


class Vocabulary(StrEnum):
    """An enumeration whose values have descriptions: ``NAME = value, description``."""

    description: str

    def __new__(cls, value: str, description: str) -> Self:
        """Create a member that is its value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member


class WorkKind(Vocabulary):
    """What a work is."""

    FILM = "FILM", "A film, long or short, fiction or documentary."
    SERIES = "SERIES", "Any broadcast programme that comes in episodes: a drama, a sitcom, a magazine show."
    EPISODE = "EPISODE", "One episode of a series."
    AD = "AD", "An advertisement or a brand's own film."
    APP = "APP", "An application or an online service."
    AI_MODEL = "AI_MODEL", "An artificial intelligence model, or an assistant built on one."
    BOOK = "BOOK", "A book."
    ALBUM = "ALBUM", "A music album."
    PODCAST = "PODCAST", "A podcast."
    ARTICLE = "ARTICLE", "A text published by a paper or a site."


class RecommendationRole(Vocabulary):
    """Why a work stands in a section."""

    PICK = "PICK", "The editor recommends it."
    SUBJECT = "SUBJECT", "The section examines it."
    REFERENCE = "REFERENCE", "It is named in passing."


class StoredStatus(Vocabulary):
    """What the editor decided; whether a published issue is still scheduled follows from its date."""

    DRAFT = "DRAFT", "Being written."
    PUBLISHED = "PUBLISHED", "To be seen from its publication date on."
    UNPUBLISHED = "UNPUBLISHED", "Taken back."


class SearchType(Vocabulary):
    """What can be found."""

    ISSUE = "ISSUE", "Issues."
    SECTION = "SECTION", "Sections of issues: their texts, and the reasons in them."
    WORK = "WORK", "Works of any kind."
    PERSON = "PERSON", "People."
    ORGANIZATION = "ORGANIZATION", "Organisations."
    COLUMN = "COLUMN", "Columns."


class SearchField(Vocabulary):
    """Of what a fragment is a part."""

    NAME = "NAME", "The name or title."
    ALIAS = "ALIAS", "Another name."
    ORIGINAL_TITLE = "ORIGINAL_TITLE", "The title of a work in its own language."
    HEADING = "HEADING", "The heading of a section."
    STANDFIRST = "STANDFIRST", "The standfirst of an issue."
    SUMMARY = "SUMMARY", "The summary or description."
    REASON = "REASON", "The reason of a recommendation."
    BODY = "BODY", "The text of a section."
    TAG = "TAG", "A tag of a work."
    CREDIT = "CREDIT", "Who made a work or appears in it, or an organisation behind it."


class SearchMatch(Vocabulary):
    """How a hit was found, the best first. Its rank is this, then shorter names, then newer; nothing else."""

    EXACT_NAME = "EXACT_NAME", "The query is one of its names."
    NAME = "NAME", "All words are in its names."
    HEADLINE = "HEADLINE", "All words are in its names, headline, summary, reasons, tags, credits or year."
    TEXT = "TEXT", "All words are in it."
    CORRECTED = "CORRECTED", "Nothing has the words as typed; this has them with one letter changed in each."


class RelationReason(Vocabulary):
    """What two works have in common."""

    SAME_WHOLE = "SAME_WHOLE", "One is a part of the other, or both are of a third."
    SAME_PERSON = "SAME_PERSON", "Somebody made or appears in both."
    TOGETHER = "TOGETHER", "Sections name both."
    SHARED_TAG = "SHARED_TAG", "They have tags in common."
    SAME_COLUMN = "SAME_COLUMN", "A column recommended both. It only counts beside another reason."
    SAME_ORGANIZATION = "SAME_ORGANIZATION", "An organisation is behind both."
    SAME_PLATFORM_AND_KIND = (
        "SAME_PLATFORM_AND_KIND",
        "They are of one kind, and can be had at one place. It only counts beside another reason.",
    )
    SIMILAR_TEXT = "SIMILAR_TEXT", "Their titles and summaries have words in common that few others have."


class IssueStatus(Vocabulary):
    """Where an issue stands between draft and reader."""

    DRAFT = "DRAFT", "Being written; readers do not see it."
    SCHEDULED = "SCHEDULED", "Ready; readers see it from its publication date on."
    PUBLISHED = "PUBLISHED", "Readers see it."
    UNPUBLISHED = "UNPUBLISHED", "Taken back after it was published; readers no longer see it."


class Access(Vocabulary):
    """How one gets at a work where it is available."""

    SUBSCRIPTION = "SUBSCRIPTION", "With a subscription to the platform."
    FREE = "FREE", "Without paying."
    RENT = "RENT", "For a limited time, for a price."
    BUY = "BUY", "To keep, for a price."
    CINEMA = "CINEMA", "In cinemas."
    CLOSED_BETA = "CLOSED_BETA", "In a test that one has to be invited to."
    OPEN_BETA = "OPEN_BETA", "In a test that anyone may join."


class CreditRole(Vocabulary):
    """What a person did for a work."""

    DIRECTOR = "DIRECTOR", "Directed it."
    WRITER = "WRITER", "Wrote its script."
    PRODUCER = "PRODUCER", "Produced it."
    CREATOR = "CREATOR", "Created the programme."
    ACTOR = "ACTOR", "Plays in it."
    HOST = "HOST", "Hosts the programme."
    NARRATOR = "NARRATOR", "Is heard telling it."
    AUTHOR = "AUTHOR", "Wrote the book or the article."
    COMPOSER = "COMPOSER", "Composed its music."
    PERFORMER = "PERFORMER", "Performs the music."
    SELF = "SELF", "Is followed by the documentary, as themself."


class AvailabilityStatus(Vocabulary):
    """Where the window of an offer stands on a day."""

    UPCOMING = "UPCOMING", "It opens later."
    OPEN = "OPEN", "The work can be had."
    ENDED = "ENDED", "It has closed."


class ExternalSource(Vocabulary):
    """Whose catalogue a name of a work is from."""

    ALLOCINE_FILM = "ALLOCINE_FILM", "Films at AlloCiné."
    ALLOCINE_SERIES = "ALLOCINE_SERIES", "Series at AlloCiné."
    APPLE_BOOKS = "APPLE_BOOKS", "Apple Books."
    APPLE_MUSIC = "APPLE_MUSIC", "Albums at Apple Music."
    APPLE_PODCASTS = "APPLE_PODCASTS", "Apple Podcasts."
    APPLE_PODCASTS_EPISODE = "APPLE_PODCASTS_EPISODE", "Episodes at Apple Podcasts."
    APPLE_TV = "APPLE_TV", "Apple TV."
    APP_STORE = "APP_STORE", "Apple's App Store."
    ARTE = "ARTE", "arte.tv."
    BABELIO = "BABELIO", "Babelio."
    BANDCAMP = "BANDCAMP", "Bandcamp: the artist, a slash and the album."
    DAILYMOTION = "DAILYMOTION", "Dailymotion."
    DEEZER_ALBUM = "DEEZER_ALBUM", "Albums at Deezer."
    DEEZER_SHOW = "DEEZER_SHOW", "Podcasts at Deezer."
    DISCOGS = "DISCOGS", "Masters at Discogs."
    DISNEYPLUS = "DISNEYPLUS", "Disney+."
    GOODREADS = "GOODREADS", "Goodreads."
    GOOGLE_BOOKS = "GOOGLE_BOOKS", "Google Play Books."
    GOOGLE_PLAY = "GOOGLE_PLAY", "Apps at Google Play."
    HUGGINGFACE = "HUGGINGFACE", "Hugging Face: the owner, a slash and the model."
    IMDB = "IMDB", "IMDb."
    ISBN = "ISBN", "The ISBN of a book, of 10 or 13 digits."
    JUSTWATCH = "JUSTWATCH", "JustWatch."
    LETTERBOXD = "LETTERBOXD", "Letterboxd."
    MUBI = "MUBI", "MUBI."
    MUSICBRAINZ = "MUSICBRAINZ", "Release groups at MusicBrainz."
    NETFLIX = "NETFLIX", "Netflix."
    OPENLIBRARY = "OPENLIBRARY", "Open Library."
    PRIMEVIDEO = "PRIMEVIDEO", "Prime Video."
    ROTTENTOMATOES = "ROTTENTOMATOES", "Rotten Tomatoes, with `m/` or `tv/` before."
    SENSCRITIQUE = "SENSCRITIQUE", "SensCritique."
    SPOTIFY = "SPOTIFY", "Spotify."
    STEAM = "STEAM", "Steam."
    TMDB = "TMDB", "The Movie Database, with `movie/` or `tv/` before."
    TRAKT = "TRAKT", "Trakt, with `movies/` or `shows/` before."
    TVDB = "TVDB", "TheTVDB."
    VIMEO = "VIMEO", "Vimeo."
    WIKIDATA = "WIKIDATA", "Wikidata."
    YOUTUBE = "YOUTUBE", "YouTube."


class Freshness(Vocabulary):
    """How long ago someone last made sure of an offer."""

    FRESH = "FRESH", "Within the last 30 days."
    STALE = "STALE", "Longer ago."
    UNVERIFIED = "UNVERIFIED", "Nobody ever did."


class OrganizationKind(Vocabulary):
    """What an organisation is, seen from the works."""

    STUDIO = "STUDIO", "Makes films or programmes."
    PLATFORM = "PLATFORM", "Where works are watched, heard, read or run."
    BRAND = "BRAND", "Advertises under its name."
    LABEL = "LABEL", "Publishes music."
    UNION = "UNION", "Speaks for those who work in a trade."
    ASSOCIATION = "ASSOCIATION", "Speaks for companies or causes."
    PUBLISHER = "PUBLISHER", "Publishes papers, sites or books."
    COMPANY = "COMPANY", "Makes software or other products."
    FESTIVAL = "FESTIVAL", "Shows works to the public and to juries."


class Basis(Vocabulary):
    """Whether the text states a date in full."""

    STATED = "STATED", "The text states the date in full."
    INFERRED = "INFERRED", "The date was worked out from what the text says, such as a weekday or a day without a year."


class Precision(Vocabulary):
    """How exactly a figure is stated."""

    EXACT = "EXACT", "The value itself."
    ABOUT = "ABOUT", "A value close to it."
    MORE_THAN = "MORE_THAN", "Above the value."
    LESS_THAN = "LESS_THAN", "Below the value."


class PricePeriod(Vocabulary):
    """What one payment covers."""

    ONCE = "ONCE", "For good."
    MONTH = "MONTH", "A month."
    YEAR = "YEAR", "A year."


class AppStage(Vocabulary):
    """How far an app is on its way to the public."""

    CLOSED_BETA = "CLOSED_BETA", "Tested by people who were invited."
    OPEN_BETA = "OPEN_BETA", "Tested by anyone who likes."
    RELEASED = "RELEASED", "Released."
    DISCONTINUED = "DISCONTINUED", "No longer offered."


class ChangeAction(Vocabulary):
    """What happened to a content row."""

    CREATED = "CREATED", "It is new."
    UPDATED = "UPDATED", "It was edited."
    DELETED = "DELETED", "It is gone."
    PUBLISHED = "PUBLISHED", "Readers see the issue from now on."
    UNPUBLISHED = "UNPUBLISHED", "Readers see the issue no more."
    SHOWN = "SHOWN", "Readers see it from now on, by an issue that leads to it."
    HIDDEN = "HIDDEN", "Readers see it no more, since no visible issue leads to it."


class RevisionAction(Vocabulary):
    """How a revision came about."""

    CREATED = "CREATED", "It is the first, or the first that is known."
    UPDATED = "UPDATED", "It was edited."
    IMPORTED = "IMPORTED", "It was imported."
    PUBLISHED = "PUBLISHED", "It was published, or scheduled."
    UNPUBLISHED = "UNPUBLISHED", "It was taken back."
    DELETED = "DELETED", "It was deleted; this is what it was."
    RESTORED = "RESTORED", "An earlier version was restored."


class ImportAction(Vocabulary):
    """What an import did."""

    CREATED = "CREATED", "It made an issue."
    UPDATED = "UPDATED", "It changed the issue that it had made before."
    UNCHANGED = "UNCHANGED", "The issue that it made before says all of it already."
    CONFLICT = "CONFLICT", "What it would change was edited since, or is published; nothing was changed."


class NewsletterFormat(Vocabulary):
    """What a file is."""

    AUTO = "AUTO", "Whatever its content and name say."
    TEXT = "TEXT", "Plain text, also that of a table's cells, flattened."
    HTML = "HTML", "A web page, or the HTML of a mail."
    EML = "EML", "A mail with its headers and parts."
    MARKDOWN = "MARKDOWN", "Markdown, with front matter or without."


class ImportState(Vocabulary):
    """How far the import of a file has come."""

    WAITING = "WAITING", "It is imported as soon as those before it are."
    RUNNING = "RUNNING", "It is being imported."
    DONE = "DONE", "It was imported, and its report tells what was understood."
    REFUSED = "REFUSED", "It cannot be imported, and a message says why."
    DISMISSED = "DISMISSED", "An editor has put it aside."


class Scope(Vocabulary):
    """What a key may be allowed, besides reading what is published."""

    READ_DRAFTS = "READ_DRAFTS", "Read what is not published, where the header `Liane-View` asks for it."
    WRITE_CONTENT = "WRITE_CONTENT", "Write content that readers do not see yet."
    PUBLISH = "PUBLISH", "Publish, take back, and change what readers see."
    SYNC = "SYNC", "Follow all changes."
    WEBHOOKS = "WEBHOOKS", "Set up webhooks."
    ADMIN = "ADMIN", "Manage keys and the publication itself."


class UserRole(Vocabulary):
    """What somebody who signs in may do."""

    EDITOR = "EDITOR", "Writes: content that readers do not see yet."
    CHIEF = "CHIEF", "Publishes besides, and changes what readers see."
    ADMIN = "ADMIN", "Manages users, keys and the publication besides."

    @property
    def scopes(self) -> frozenset[Scope]:
        """What they may do, as keys are allowed it."""
        editor = {Scope.READ_DRAFTS, Scope.WRITE_CONTENT}
        match self:
            case UserRole.EDITOR:
                return frozenset(editor)
            case UserRole.CHIEF:
                return frozenset({*editor, Scope.PUBLISH})
        return frozenset(Scope)
