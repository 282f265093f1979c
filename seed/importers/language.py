"""Detection of a text's language: by its script where one language writes in it, else by its commonest little words."""

import re
from collections import Counter

# Detection libraries bring megabytes of models to name any of a hundred languages and always name one. A newsletter
# has hundreds of words, every fourth of which is a little word of its language, and an unsure answer must be None.
LITTLE_WORDS = {
    "fr": "le la les un une des du de et est en que qui dans pour par sur pas au aux ce cette il elle nous vous avec",
    "en": "the a an of and to in is that it for on with as was are this be by at from his her we you not have has its",
    "de": "der die das und ist nicht ein eine zu den von mit sich auf für im dem des auch es an als wir sie aus hat",
    "es": "el la los las un una de del y en que es por para con no se su lo como más al este esta pero son sus fue hay",
    "it": "il lo la gli le un una di del della e è che in per con non si da sono come più al nel alla anche ma questo",
    "pt": "o a os as um uma de do da dos das e em que é para com não se por mais no na como ao foi mas seu sua são",
    "nl": "de het een en van is in dat op te voor met niet zijn aan er om ook als door naar bij uit maar dit deze",
    "ru": "и в не на что с по как это он она из у за от к для но мы вы так же его ее её или был были о только ещё",
    "uk": "і в не на що з як це він вона та до у за від для але ми ви так його її або був були про тільки ще є й",
    "bg": "и в не на че с по като това той тя от за до но ние вие така му са или беше е се да си ще със най",
    "ar": "في من على إلى عن أن هذا هذه التي الذي ما لا هو هي كان كانت مع كل أو ثم بعد قبل بين حتى",
    "fa": "در به از که این را با است برای آن تا هم یک می بود شد ما او یا اما هر نیز خود کرد",
    "ur": "کے کی میں ہے اور سے کا کو نے پر یہ کہ وہ ہیں تھا اس ایک بھی تو جو",
}
LITTLE_WORD_SETS = {language: frozenset(words.split()) for language, words in LITTLE_WORDS.items()}
# Scripts in which one language, as newsletters go, is written. Kana stand for Japanese, whose other signs are Chinese.
SCRIPTS = {
    "ja": re.compile(r"[\u3041-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7a3]"),
    "he": re.compile(r"[\u05d0-\u05ea]"),
    "el": re.compile(r"[\u0386-\u03ff\u1f00-\u1fff]"),
    "th": re.compile(r"[\u0e01-\u0e5b]"),
    "hi": re.compile(r"[\u0904-\u097f]"),
    "zh": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]"),
}
# Most texts have no letter of these scripts at all, which one search tells.
OTHER_SCRIPT = re.compile(r"[\u0386-\u1fff\u3041-\ud7a3]")
OF_SCRIPT = 0.4
"""The share of a text's letters that its script has: names and addresses stand in Latin letters."""
OF_KANA = 0.1
FEWEST_OF_SCRIPT = 8
FEWEST = 5
MARGIN = 1.4
LONGEST = 20_000
ADDRESS = re.compile(r"https?://\S+")


def language_of(text: str) -> str | None:
    """Return the language code of ``text``; None when it has too few little words or two languages are close."""
    text = text[:LONGEST]
    return (_by_script(ADDRESS.sub("", text)) if OTHER_SCRIPT.search(text) else None) or _by_little_words(text)


def _by_script(text: str) -> str | None:
    counts = {language: len(script.findall(text)) for language, script in SCRIPTS.items()}
    letters = sum(char.isalpha() for char in text)
    ideographs = counts["ja"] + counts["zh"]
    if ideographs >= max(FEWEST_OF_SCRIPT, OF_SCRIPT * letters):
        return "ja" if counts["ja"] > OF_KANA * ideographs else "zh"
    others = {language: counts[language] for language in counts if language not in {"ja", "zh"}}
    best = max(others, key=lambda language: others[language])
    return best if others[best] >= max(FEWEST_OF_SCRIPT, OF_SCRIPT * letters) else None


def _by_little_words(text: str) -> str | None:
    words = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    scores = Counter(
        {language: sum(words[word] for word in little & words.keys()) for language, little in LITTLE_WORD_SETS.items()}
    )
    (best, score), (_, second) = scores.most_common(2)
    return best if score >= FEWEST and score > MARGIN * second else None
