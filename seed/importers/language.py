"""Detection of a text's language by its commonest little words."""

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
}
LITTLE_WORD_SETS = {language: frozenset(words.split()) for language, words in LITTLE_WORDS.items()}
FEWEST = 5
MARGIN = 1.4
LONGEST = 20_000


def language_of(text: str) -> str | None:
    """Return the language code of ``text``; None when it has too few little words or two languages are close."""
    words = Counter(re.findall(r"[^\W\d_]+", text[:LONGEST].casefold()))
    scores = Counter({language: sum(words[word] for word in little) for language, little in LITTLE_WORD_SETS.items()})
    (best, score), (_, second) = scores.most_common(2)
    return best if score >= FEWEST and score > MARGIN * second else None
