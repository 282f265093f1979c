"""Under which names the tools and people of the world write what is known of a letter.

One table: what Liane keeps, and the names for it, the surest first. Names are compared folded and without signs:
``publish_date``, ``publishDate`` and ``Publish date`` are one.
"""

import re
from functools import cache

from schema.text import fold

FIELD_NAMES = {
    "title": """
        title, titre, titulo, titolo, titel, subject, subject_line, email_subject, objet, sujet, asunto, oggetto,
        betreff, onderwerp, assunto, headline, überschrift, post_title, newsletter_title, issue_title
    """,
    "date": """
        date, publish_date, pub_date, published, published_at, published_on, published_date, published_time,
        date_published, publication_date, pub_datetime, publish_at, publish_time, publish_on, post_date, posted,
        posted_at, posted_on, sent, sent_at, sent_on, sent_date, send_date, send_at, send_time, date_sent,
        email_sent_at, issue_date, newsletter_date, mailed, mailed_at, release_date, delivered_at, scheduled_for,
        scheduled_at, jour, parution, date_parution, date_de_parution, date_publication, date_de_publication,
        publié_le, date_envoi, date_d_envoi, envoyé_le, fecha, fecha_publicacion, fecha_de_publicacion, fecha_envio,
        fecha_de_envio, publicado, publicado_el, datum, erscheinungsdatum, veröffentlicht, veröffentlicht_am,
        veröffentlichungsdatum, erschienen, gesendet, versandt, versanddatum, data, data_pubblicazione,
        data_di_pubblicazione, pubblicato, pubblicato_il, data_invio, data_publicacao, data_de_publicacao,
        publicado_em, data_de_envio, publicatiedatum, gepubliceerd, verzonden, verzenddatum, day, created, created_at,
        created_on, date_created, creation_date, timestamp
    """,
    "standfirst": """
        standfirst, chapo, chapeau, dek, deck, subtitle, sub_title, subheading, sous_titre, subtitulo, sottotitolo,
        untertitel, ondertitel, description, excerpt, custom_excerpt, summary, abstract, teaser, blurb, lede, lead,
        résumé, extrait, accroche, descripcion, resumen, bajada, entradilla, extracto, descrizione, sommario, occhiello,
        riassunto, beschreibung, zusammenfassung, vorspann, descrição, resumo, linha_fina, beschrijving, samenvatting,
        meta_description, preview_text, preview, preheader
    """,
    "number": """
        number, issue_number, issue_no, issue_num, issue_id, issue, newsletter_number, edition_number, edition, numéro,
        numéro_de_parution, no, n°, nº, num, nummer, ausgabe, ausgabennummer, heft, folge, numero_edizione, edizione,
        edición, edição, uitgave, editie, episode, episode_number
    """,
    "authors": """
        authors, author, author_name, byline, by, writer, writers, written_by, creator, auteur, auteurs, autrice,
        autrices, auteure, auteures, auteur_rice, rédaction, par, signature, autor, autora, autores, autoras, por,
        autore, autori, autrici, autorin, autoren, autorinnen, verfasser, verfasserin, von, schrijver, schrijvers, door
    """,
    "cover": """
        cover, cover_image, cover_url, cover_image_url, feature_image, featured_image, featured_img, hero_image, hero,
        header_image, image, image_url, images, og_image, social_image, share_image, thumbnail, thumbnail_url, thumb,
        teaser_image, banner, picture, photo, couverture, image_de_couverture, illustration, vignette, imagen, portada,
        immagine, copertina, bild, titelbild, beitragsbild, imagem, capa, afbeelding, omslag
    """,
    "cover_alt": """
        cover_alt, cover_image_alt, feature_image_alt, featured_image_alt, hero_image_alt, hero_alt, image_alt,
        image_alt_text, thumbnail_alt, alt, alt_text, feature_image_caption, cover_caption, image_caption
    """,
    "language": "lang, language, locale, lang_code, langue, idioma, lingua, sprache, taal, língua",
    "slug": "slug, permalink_slug, post_slug",
    "draft": "draft, is_draft, brouillon, borrador, bozza, entwurf, rascunho, concept",
    "status": "status, state, post_status",
    "audience": "audience, visibility, access, tier, paid, members_only, email_type",
}
LANGUAGE_NAMES = {
    "fr": "french, français, francés, francese, französisch, francês, frans",
    "en": "english, anglais, inglés, inglese, englisch, inglês, engels",
    "de": "german, allemand, alemán, tedesco, deutsch, alemão, duits",
    "es": "spanish, espagnol, español, castellano, spagnolo, spanisch, espanhol, spaans",
    "it": "italian, italien, italiano, italienisch, italiaans",
    "pt": "portuguese, portugais, português, portoghese, portugiesisch, portugees",
    "nl": "dutch, néerlandais, neerlandés, olandese, niederländisch, holandês, nederlands",
}


def folded_name(name: str) -> str:
    """Return a field's name for comparing."""
    return re.sub(r"[^\w°º]|_", "", fold(name.replace("º", "°")))


def _by_name(table: dict[str, str]) -> dict[str, str]:
    return {folded_name(name): key for key, names in table.items() for name in names.split(",")}


FIELDS = _by_name(FIELD_NAMES)
LANGUAGES = _by_name(LANGUAGE_NAMES)


@cache
def names_of(field: str) -> tuple[str, ...]:
    """Return the folded names of a field, the surest first."""
    return tuple(dict.fromkeys(folded_name(name) for name in FIELD_NAMES[field].split(",")))
