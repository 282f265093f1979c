"""What is meant for the programs that build a site or fill in a mail: template code, shortcodes, attribute lists."""

import re

# Hugo, Liquid, Jinja, Handlebars, and the fields that mailing services fill in.
TEMPLATE = re.compile(
    r"\{\{\{?[^{}]*+\}?\}\}|\{%[^{}]*+%?\}|\{#[^{}\n]*+#\}|\{\$[\w.]{1,60}\}|"
    r"\*\|[^|\n*]{1,80}+\|\*|%%[\w :.-]{1,60}+%%|<%[^<>%]*+%>|"
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|youtube|vimeo|toc|button|contact-form(?:-\d)?|vc_\w+|"
    r"et_pb_\w+|footnote|newsletter|subscribe\w*)(?:[ \t][^\[\]\n]*+)?\](?![(\[:])",
    re.IGNORECASE,
)
# kramdown's "{: .class }" and pandoc's "{.class #id width=50%}": behind what they dress, or on a line of their own.
ATTRIBUTES = r"\{[ \t]*+(?:[:#.]|-\}|[A-Za-z][\w-]*+=)[^{}\n]*+\}"
ATTRIBUTES_BEHIND = re.compile(rf"(?<=[)\]`*_.!?>\"”»…]){ATTRIBUTES}")
ATTRIBUTES_AT_END = re.compile(rf"(?:^|[ \t])[ \t]*+(?P<list>{ATTRIBUTES})[ \t]*+$")
# Fenced blocks of pandoc and of static sites, and the imports of MDX.
WHOLE_LINE = re.compile(
    r"[ \t]*+:{3,}.*|(?:import|export)[ \t]+\S.*[;'\"}][ \t]*|\[(?:TOC|\[TOC\])\][ \t]*", re.IGNORECASE
)
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
CODE = r"``[^\n]*?``|`[^`\n]++`"
CODE_OR_TEMPLATE = re.compile(rf"(?P<code>{CODE})|(?:{TEMPLATE.pattern})", re.IGNORECASE)
CODE_OR_ATTRIBUTES = re.compile(rf"(?P<code>{CODE})|(?:{ATTRIBUTES_BEHIND.pattern})")
SIGNS = ("{", "*|", "%%", "<%", "[", ":::", "import ", "export ")
LONGEST_PIECE = 200
MOST_PIECES = 50


def without_template_code(text: str) -> tuple[str, list[str]]:
    """Return a Markdown text without such code, and the pieces that were taken out; quoted code stays."""
    if not any(sign in text for sign in SIGNS):
        return text, []
    taken: list[str] = []
    out: list[str] = []
    prose: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = FENCE.match(line)
        if fence or mark:
            out += _clean(prose, taken)
            prose = []
            out.append(line)
        else:
            prose.append(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
    return "\n".join([*out, *_clean(prose, taken)]), list(dict.fromkeys(taken))[:MOST_PIECES]


def without_fields(text: str) -> tuple[str, list[str]]:
    """Return words as readers would see them, without template code, and the pieces that were taken out."""
    taken: list[str] = []
    return TEMPLATE.sub(lambda piece: _take(piece, taken), text), taken


def _clean(lines: list[str], taken: list[str]) -> list[str]:
    """Return lines of prose without code that is not for readers; lines of nothing else go."""
    if not lines:
        return []
    prose = CODE_OR_TEMPLATE.sub(lambda piece: _take(piece, taken), "\n".join(lines))
    prose = CODE_OR_ATTRIBUTES.sub(lambda piece: _take(piece, taken), prose)
    return [_clean_line(line, taken) for line in prose.split("\n")]


def _clean_line(line: str, taken: list[str]) -> str:
    if WHOLE_LINE.fullmatch(line):
        taken.append(line.strip()[:LONGEST_PIECE])
        return ""
    if line.rstrip().endswith("}") and (attributes := ATTRIBUTES_AT_END.search(line)):
        taken.append(attributes["list"][:LONGEST_PIECE])
        return line[: attributes.start("list")].rstrip()
    return line


def _take(piece: re.Match[str], taken: list[str]) -> str:
    if piece.groupdict().get("code"):
        return piece[0]
    taken.append(" ".join(piece[0].split())[:LONGEST_PIECE])
    return ""
