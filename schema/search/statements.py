"""The SELECTs that answer: what completes a name, what has a query's words, and how many that are.

Both databases are used as what they have in common, an index from lexemes to keys; the tiers, the order and what is
visible are the same SQL but for its dialect. Text that both share stands in this module.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from schema.bases import table_of
from schema.engine.compiler.found import Finding
from schema.search.documents import Kind
from schema.search.keys import HIGHEST, bound_at
from schema.search.variants import is_correctable, variants
from schema.tables import Issue

BIG = sa.BigInteger()
LAST = "\U0010ffff"
"""No label has a character after this one."""
NAMED = [kind for kind in Kind if kind is not Kind.SECTION]
"""The kinds whose documents have names."""
ALL_KINDS = sum(1 << kind for kind in Kind)


def bound(finding: Finding) -> str:
    """Return the placeholder of the key that all are below which the viewer sees."""
    if finding.shows_all_of(table_of(Issue)):
        return finding.environment("bound", BIG, lambda _: HIGHEST)
    return finding.environment("bound", BIG, lambda environment: bound_at(environment["now"]))


def mask_of(kinds: Any) -> int:
    """Return a bit for each of some kinds; all of them where none is said."""
    return ALL_KINDS if kinds is None else sum({1 << Kind[str(kind.value)] for kind in kinds})


# Suggestions


def suggestions(finding: Finding) -> "sa.sql.selectable.TextualSelect":
    """Select what completes a name: those that begin so, then those that have a word that does.

    Where there is none, the last word may have one typo.
    """
    limit, limit_of_range = int(finding.given("limit")), 4 * int(finding.given("limit"))
    below = bound(finding)
    kinds = finding.argument("kinds", sa.Integer(), lambda values: values["kinds"])
    prefix = finding.argument("prefix", sa.Text(), lambda values: values["prefix"])
    until = finding.argument("until", sa.Text(), lambda values: values["prefix"] + LAST)
    slips = finding.argument("variants", sa.Text(), lambda values: values["variants"])
    ranges = " UNION ALL ".join(
        f"""SELECT * FROM (SELECT later, label, kind, document, name FROM search_labels
        WHERE kind = {kind.value} AND later = {later} AND ({kinds} >> {kind.value}) & 1 = 1
        AND label >= {prefix} AND label < {until} AND document < {below}
        ORDER BY label, document LIMIT {limit_of_range}) AS range_{kind.value}_{later}"""
        for kind in NAMED
        for later in (0, 1)
    )
    sqlite = finding.dialect == "sqlite"
    each = (
        f"json_each(CASE WHEN (SELECT count(*) FROM typed) = 0 THEN {slips} ELSE '[]' END) AS slip"
        if sqlite
        else f"jsonb_array_elements_text(CASE WHEN (SELECT count(*) FROM typed) = 0 "
        f"THEN CAST({slips} AS jsonb) ELSE '[]'::jsonb END) AS slip(value)"
    )
    name = (
        "json_extract(d.names, '$[' || l.name || ']')" if sqlite else "CAST(d.names AS jsonb) ->> CAST(l.name AS int)"
    )
    kind_of = "7 - ((l.document >> 27) & 7)"
    begins = f"""l.label >= slip.value AND l.label < slip.value || '{LAST}' AND l.document + 0 < {below}
        AND ({kinds} >> CAST({kind_of} AS INTEGER)) & 1 = 1"""
    # PostgreSQL would read all labels once and compare each with every slip, were it free to.
    join = f"JOIN search_labels l ON {begins}"
    if not sqlite:
        join = f"CROSS JOIN LATERAL (SELECT * FROM search_labels l WHERE {begins} OFFSET 0) AS l"
    return finding.select(
        f"""WITH typed AS MATERIALIZED (SELECT later, label, kind, document, name FROM ({ranges}) AS ranges),
        slipped AS MATERIALIZED (SELECT l.later, l.label, {kind_of} AS kind, l.document, l.name
        FROM {each} {join} ORDER BY l.later, l.label, l.document LIMIT {limit_of_range}),
        both_ AS (SELECT * FROM typed UNION ALL SELECT * FROM slipped),
        first_ AS (SELECT later, label, kind, document, name,
        row_number() OVER (PARTITION BY document ORDER BY later, label) AS nth FROM both_)
        SELECT row_number() OVER (ORDER BY l.later, l.label, l.kind, l.document) AS place,
        l.kind AS kind, d.id AS id, {name} AS text
        FROM first_ l JOIN search_documents d ON d.key = l.document WHERE l.nth = 1
        ORDER BY l.later, l.label, l.kind, l.document LIMIT {limit}""",
        place=sa.Integer(),
        kind=sa.Integer(),
        id=sa.Text(),
        text=sa.Text(),
    )


def variants_of_prefix(prefix: str) -> list[str]:
    """Return what the last word of a prefix may have been meant to be, after the words before it."""
    before, space, last = prefix.rpartition(" ")
    return [f"{before}{space}{variant}" for variant in variants(last)] if is_correctable(last) else []


# Search


class Tier(NamedTuple):
    """A tier of the ranking: its number, how a hit of it was found, and its score."""

    number: int
    match: str
    score: str


TIERS = (
    Tier(1, "EXACT_NAME", "1000"),
    Tier(2, "NAME", "800 - CASE WHEN r.size < 99 THEN r.size ELSE 99 END"),
    Tier(3, "HEADLINE", "500"),
    Tier(4, "TEXT", "300"),
    Tier(5, "CORRECTED", "100"),
    Tier(6, "CORRECTED", "100"),
)
"""The last two are names and headlines that have the words but for one typo in each."""
CORRECTED = 5
BY_SIZE = {2, CORRECTED}
"""The tiers whose shorter names come first."""


class Search:
    """The parts of a statement that answers a query, in the dialect of a database.

    ``MATERIALIZED`` makes PostgreSQL ask the index of lexemes first: in the order of keys it would unpack every row.
    """

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        self.sqlite = finding.dialect == "sqlite"
        self.below = bound(finding)
        self.filter = self._kinds() if finding.given("kinds") is not None else ""
        self.correcting = finding.argument(
            "correcting", sa.Text(), lambda values: values["query"].to_correct(finding.dialect)
        )
        self.nothing = "'\"⁇\"'" if self.sqlite else "'⁇'"

    def _kinds(self) -> str:
        kinds = self.finding.argument("kinds", sa.Integer(), lambda values: values["kinds"])
        return f" AND ({kinds} >> CAST(7 - ((rowid >> 27) & 7) AS INTEGER)) & 1 = 1"

    def expression(self, name: str, tier: int = 0) -> str:
        """Return the placeholder of an expression of the query; of nothing where a cursor stands in a later tier."""
        dialect = self.finding.dialect

        def read(values: Mapping[str, Any]) -> str:
            skipped = tier and values["after_tier"] > tier
            return NONE[dialect] if skipped else str(getattr(values["query"].expressions(dialect), name))

        return self.finding.argument(f"{name}_{tier}", sa.Text(), read)

    def after(self, tier: int, part: str) -> str:
        """Return the placeholder of the key or the size that a cursor in a tier has; of one before all in another."""
        before = HIGHEST if part == "key" else -1

        def read(values: Mapping[str, Any]) -> int:
            return int(values[f"after_{part}"]) if values["after_tier"] == tier else before

        return self.finding.argument(f"after_{part}_{tier}", BIG, read)

    def matching(self, expression: str) -> str:
        """Return the condition that a document has an expression, and may be seen."""
        if self.sqlite:
            return f"search_text MATCH {expression} AND rowid < {self.below}{self.filter}"
        return f"lexemes @@ CAST({expression} AS tsquery) AND rowid < {self.below}{self.filter}"

    def page(self, tier: int, expression: str, fetch: int) -> str:
        """Return the SELECT of the first keys of a tier after the cursor, with their sizes where these matter."""
        by_size = tier in BY_SIZE
        key, size = self.after(tier, "key"), self.after(tier, "size") if by_size else ""
        matched = f"FROM search_text WHERE {self.matching(expression)}"
        if not by_size and self.sqlite:
            # FTS5 gives rows from the highest key down, and stops.
            rows = f"SELECT rowid AS key {matched} AND rowid < {key} ORDER BY rowid DESC LIMIT {fetch}"
            return f"SELECT key, 0 AS size FROM ({rows})"
        beyond = f"s.size > {size} OR (s.size = {size} AND s.key < {key})" if by_size else f"s.key < {key}"
        columns, order = ("s.key, s.size", "s.size, s.key DESC") if by_size else ("s.key, 0 AS size", "s.key DESC")
        if self.sqlite:
            rows = "(SELECT d.key, d.size FROM m JOIN search_documents d ON d.key = m.key)"
            return f"""WITH m AS MATERIALIZED (SELECT rowid AS key {matched})
            SELECT {columns} FROM {rows} AS s WHERE {beyond} ORDER BY {order} LIMIT {fetch}"""
        return f"""WITH s AS MATERIALIZED (SELECT rowid AS key, size {matched})
        SELECT x.key, x.size FROM (SELECT {columns} FROM s WHERE {beyond} ORDER BY {order}) AS x {self.phrases("x")}
        LIMIT {fetch}"""

    def phrases(self, rows: str) -> str:
        """Return the join by which PostgreSQL looks for phrases in rows that have the words, until there are enough."""
        phrases = self.expression("phrases")
        return f"""JOIN LATERAL (SELECT 1 AS there FROM search_text t WHERE t.rowid = {rows}.key AND ({phrases} = ''
        OR ts_match_vq(t.lexemes, CAST({phrases} AS tsquery))) OFFSET 0) AS p ON true"""

    def unless(self, enough: str, expression: str) -> str:
        """Return an expression, of nothing where a condition holds: a virtual table is scanned whatever else holds."""
        return f"CASE WHEN {enough} THEN {self.nothing} ELSE {expression} END"

    def label_exists(self, word: str) -> str:
        """Return the SELECT of a visible label that begins with a word, or NULL; not by the index on documents."""
        document = "+l.document" if self.sqlite else "0 + l.document"
        return f"""(SELECT 1 FROM search_labels l WHERE l.label >= {word} AND l.label < {word} || '!'
        AND {document} < {self.below} LIMIT 1)"""

    def words(self, condition: str) -> str:
        """Return the common tables of the words to correct: ``word``, and ``fixed`` with what each may have meant."""
        is_known, exists = (self.label_exists(word) for word in ("word.word", "v.value"))
        if self.sqlite:
            source = f"json_each(CASE WHEN {condition} THEN {self.correcting} ELSE '{{}}' END, '$.words') w"
            word = "w.key AS i, " + ", ".join(f"w.value ->> '{name}' AS {name}" for name in WORD_PARTS)
            each = "json_each(word.variants) v"
            numbered = "v.key"
        else:
            source = (
                f"jsonb_array_elements(CASE WHEN {condition} THEN CAST({self.correcting} AS jsonb) -> 'words' "
                "ELSE '[]'::jsonb END) WITH ORDINALITY AS w(value, i)"
            )
            word = "w.i AS i, " + ", ".join(f"w.value ->> '{name}' AS {name}" for name in WORD_PARTS)
            each = "LATERAL jsonb_array_elements_text(CAST(word.variants AS jsonb)) WITH ORDINALITY AS v(value, j)"
            numbered = "v.j"
        return f"""word AS MATERIALIZED (SELECT {word} FROM {source}),
        unknown AS MATERIALIZED (SELECT * FROM word WHERE word.variants <> '[]' AND {is_known} IS NULL),
        fixed AS MATERIALIZED (SELECT word.i AS i, {numbered} AS j, v.value AS term
        FROM unknown AS word CROSS JOIN {each} WHERE {exists} IS NOT NULL)"""

    def words_or_fixed(self, part: str, class_: str) -> str:
        """Return the aggregate of all words' alternatives in one class of lexemes, with what each may have meant."""
        aggregate, or_, and_ = ("group_concat", " OR ", " AND ") if self.sqlite else ("string_agg", " | ", " & ")
        quote = '"' if self.sqlite else "''"
        fixed = f"""(SELECT {aggregate}('{or_}{quote}{class_}' || f.term || '{quote}', '' ORDER BY f.j)
        FROM fixed f WHERE f.i = word.i)"""
        return f"{aggregate}('(' || word.{part} || coalesce({fixed}, '') || ')', '{and_}' ORDER BY word.i)"

    def meant(self) -> str:
        """Return the common table of the query's expressions with what was meant, where anything was."""
        names, headline = (self.words_or_fixed(part, part[0]) for part in ("names", "headline"))
        return f"""meant AS MATERIALIZED (SELECT {names} AS names, {headline} AS headline FROM word
        WHERE (SELECT count(*) FROM fixed) > 0)"""

    def corrected(self, wanted: str) -> str:
        """Return what was meant as an expression; of nothing where that is nothing."""
        inside = (
            self.finding.argument("inside", sa.Text(), lambda values: values["query"].expressions("sqlite").inside)
            if self.sqlite
            else "''"
        )
        if wanted == "names":
            return f"coalesce((SELECT '(' || names || ')' || {inside} FROM meant), {self.nothing})"
        but_not = "' NOT ('" if self.sqlite else "' & !('"
        but_not = f" || {but_not} || names || ')'" if wanted == "headline" else ""
        return f"coalesce((SELECT '((' || headline || ')' || {inside} || ')'{but_not} FROM meant), {self.nothing})"


WORD_PARTS = ("word", "names", "headline", "variants", "before", "written")
NONE = {"sqlite": '"⁇"', "postgresql": "'⁇'"}


def hits(finding: Finding) -> "sa.sql.selectable.TextualSelect":
    """Select the page after a cursor and one more: tiers, each without those before, or else what was meant."""
    search, fetch = Search(finding), int(finding.given("limit")) + 1
    after = finding.argument("after_tier", sa.Integer(), lambda values: values["after_tier"])
    tables, found = [], []
    for tier, name in zip(TIERS[:4], ("exact", "names", "headline", "anywhere"), strict=True):
        enough = " + ".join(f"(SELECT count(*) FROM tier_{number})" for number in range(1, tier.number))
        expression = search.expression(name, tier.number)
        if enough:
            expression = search.unless(f"{enough} >= {fetch}", expression)
        tables.append(f"tier_{tier.number} AS MATERIALIZED ({search.page(tier.number, expression, fetch)})")
        found.append(f"SELECT {tier.number} AS tier, size, key FROM tier_{tier.number}")
    headline = search.unless(f"(SELECT count(*) FROM tier_5) >= {fetch}", search.corrected("headline"))
    nothing = f"({after} = 0 AND (SELECT count(*) FROM exact) = 0)"
    tables += [
        f"exact AS MATERIALIZED ({' UNION ALL '.join(found)})",
        search.words(f"{after} >= {CORRECTED} OR {nothing}"),
        search.meant(),
        f"tier_5 AS MATERIALIZED ({search.page(5, search.unless(f'{after} > 5', search.corrected('names')), fetch)})",
        f"tier_6 AS MATERIALIZED ({search.page(6, headline, fetch)})",
        """ranked AS (SELECT tier, size, key FROM exact UNION ALL SELECT 5, size, key FROM tier_5
        UNION ALL SELECT 6, size, key FROM tier_6)""",
    ]
    score = " ".join(f"WHEN {tier.number} THEN {tier.score}" for tier in TIERS)
    match = " ".join(f"WHEN {tier.number} THEN '{tier.match}'" for tier in TIERS)
    cursor = "r.tier || ':' || r.size || ':' || r.key"
    hexed = f"lower(hex({cursor}))" if search.sqlite else f"encode(convert_to({cursor}, 'UTF8'), 'hex')"
    return finding.select(
        f"""WITH {", ".join(tables)}
        SELECT row_number() OVER (ORDER BY r.tier, r.size, r.key DESC) AS place, 7 - ((r.key >> 27) & 7) AS kind,
        d.id AS id, {hexed} AS cursor,
        CASE r.tier {match} END AS match, CASE r.tier {score} END AS score
        FROM (SELECT tier, size, key FROM ranked ORDER BY tier, size, key DESC LIMIT {fetch}) AS r
        JOIN search_documents d ON d.key = r.key""",
        place=sa.Integer(),
        kind=sa.Integer(),
        id=sa.Text(),
        cursor=sa.Text(),
        match=sa.Text(),
        score=sa.Integer(),
    )


def counts(finding: Finding) -> "sa.sql.selectable.TextualSelect":
    """Select how many of each kind are found, by the kinds; those of which none is are left out."""
    search = Search(finding)
    kind = "7 - ((rowid >> 27) & 7)"

    def counted(expression: str) -> str:
        matched = f"SELECT rowid AS key, {kind} AS kind FROM search_text WHERE {search.matching(expression)}"
        if search.sqlite:
            return f"SELECT kind, count(*) AS number FROM ({matched}) GROUP BY kind"
        rows = f"WITH m AS MATERIALIZED ({matched}) SELECT m.kind FROM m {search.phrases('m')}"
        return f"SELECT kind, count(*) AS number FROM ({rows}) AS x GROUP BY kind"

    return finding.select(
        f"""WITH exact AS MATERIALIZED ({counted(search.expression("all"))}),
        {search.words("(SELECT count(*) FROM exact) = 0")}, {search.meant()},
        meant_ AS MATERIALIZED ({counted(search.corrected("all"))})
        SELECT kind AS place, kind, number FROM exact UNION ALL SELECT kind, kind, number FROM meant_""",
        place=sa.Integer(),
        kind=sa.Integer(),
        number=sa.Integer(),
    )


def correction(finding: Finding) -> "sa.sql.selectable.TextualSelect":
    """Select the query with its unknown words put right; NULL where one of them is not, or none is unknown."""
    search = Search(finding)
    fix = "(SELECT f.term FROM fixed f WHERE f.i = word.i ORDER BY f.j LIMIT 1)"
    word = f"word.before || coalesce({fix}, word.written)"
    if search.sqlite:
        text = f"group_concat({word}, '' ORDER BY word.i) || ({search.correcting} ->> 'after')"
    else:
        text = f"string_agg({word}, '' ORDER BY word.i) || (CAST({search.correcting} AS jsonb) ->> 'after')"
    return finding.select(
        f"""WITH {search.words("1 = 1")} SELECT {text} AS text FROM word
        WHERE (SELECT count(*) FROM unknown) > 0
        AND (SELECT count(*) FROM unknown) = (SELECT count(DISTINCT i) FROM fixed)""",
        text=sa.Text(),
    )
