"""In which language a customer is to be answered, and what language a comment is written in.

Recognising loads a library with its model (0.7 seconds, 70 MB), so that happens when it is first needed, which is when
somebody opens a reply to a customer of whom nobody has said what they speak, or before that by `prepare`.
"""

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any

from playbooks.customers import Customer
from playbooks.responses import Response

SURE = 0.5
SHORTEST = 4
LONGEST = 1000
ONE = {"no": "nb", "nn": "nb"}
"""Norwegian in either form is answered in bokmål."""
CONSIDERED = {
    *("en", "nb", "nn", "no", "ro", "pl", "ru", "fa"),
    *("da", "sv", "is", "de", "nl", "fr", "es", "pt", "it", "ca", "cs", "sk", "hr", "sl", "hu", "tr"),
    *("fi", "et", "lt", "lv", "uk", "bg", "el", "he", "ar", "ur"),
}
"""Our languages, and those that could be taken for one of them."""

_loading = Lock()


def answer_in(customer: Customer, responses: Sequence[Response]) -> str | None:
    """The language to answer in: what we know of the customer, else what the survey says of the newest answer, else
    what their newest words are written in. None where that is not clear."""
    newest = responses[-1] if responses else None
    if told := customer.language or (newest.language if newest else None):
        return told
    said = next((answer.comment for answer in reversed(responses) if answer.comment), None)
    return language_of(said) if said else None


@lru_cache(maxsize=256)
def language_of(comment: str) -> str | None:
    """The language of a comment as a tag such as "nb". None when it is too short, or could well be another."""
    letters = "".join(letter if letter.isalpha() or letter in "\u200c'’-" else " " for letter in comment[:LONGEST])
    words = " ".join(letters.split())
    if sum(letter.isalpha() for letter in words) < SHORTEST:
        return None
    shares: dict[str, float] = {}
    for name, share in _identifier().rank(words):
        language = ONE.get(str(name), str(name))
        shares[language] = shares.get(language, 0.0) + float(share)
    best = max(shares, key=lambda language: shares[language])
    return best if shares[best] >= SURE else None


def prepare() -> None:
    """Loads the library, for whoever expects to need it soon. A window in Slack must open within three seconds."""
    _identifier()


def _identifier() -> Any:
    with _loading:
        return _load()


@lru_cache(maxsize=1)
def _load() -> Any:
    # only who needs it pays for it
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    whole.set_languages(CONSIDERED & set(whole.nb_classes))
    return LanguageIdentifier(  # without the columns of all the other languages, which are 20 MB
        whole.nb_ptc,
        whole.nb_pc,
        whole.nb_classes,
        whole.tk_nextmove,
        whole.tk_output,
        norm_probs=True,
        tk_row=whole.tk_row,
    )
