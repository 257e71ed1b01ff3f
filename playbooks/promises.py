"""Promises: what a reply holds out to a customer, found by words, so that one which no playbook makes is seen.

It is a warning for the person who sends the reply, and no proof: it knows six languages and the usual words in them.
"""

import re
import unicodedata
from enum import StrEnum


class Promise(StrEnum):
    """What may be held out."""

    MONEY_BACK = "money back"
    DISCOUNT = "discount"
    CREDIT = "credit"
    COMPENSATION = "compensation"
    FREE = "free"
    AMOUNT = "amount"
    GUARANTEE = "guarantee"
    DEADLINE = "deadline"
    NUMBER = "number"


UNITS = (
    r"(?:minutes?|hours?|days?|weeks?|months?|minutt\w*|time[rn]?|dag\w*|uke\w*|ore|zile|saptaman\w*"
    r"|godzin\w*|dni|tygodni\w*|час\w*|дн\w*|недел\w*|минут\w*|ساعت|روز|هفته|دقیقه)"
)
WEEKDAYS = (
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag"
    r"|luni|marti|miercuri|joi|vineri|poniedzialk\w*|wtork\w*|srod\w|czwartk\w*|piatk\w*"
    r"|понедельник\w*|вторник\w*|сред[уы]|четверг\w*|пятниц\w*)"
)
CURRENCY = (
    r"(?:[%€$£₽]|percent|prosent|procent|процент\w*|درصد|kr\b|nok|eur|euro|usd|dollar|lei|ron\b|pln|zł|zl\b"
    r"|руб|تومان|ریال|یورو)"
)

WORDS: dict[Promise, str] = {
    Promise.MONEY_BACK: (
        r"refund|reimburs|money back|pay(?:ing)? (?:it|you|this|that|the money) back|return your money"
        r"|refusjon|refunder|tilbakebetal|penge(?:ne|r) tilbake|betale\w* (?:\w+ )?tilbake|ramburs"
        r"|banii inapoi|restitui|inapoi(?:em|ez|a) (?:\w+ )?(?:bani|sum)|return\w+ (?:\w+ )?bani|zwrot(?!n)"
        r"|zwroc(?!\w* uwag)|zwraca(?!\w* uwag)|odda\w+ (?:\w+ )?pieniadz|возврат"
        r"|верн\w+ (?:\w+ ){0,2}(?:деньг|средств|сумм)|возвра[щт]\w+ (?:\w+ ){0,2}(?:деньг|средств|сумм)"
        r"|возмест|возмещ|بازپرداخت|استرداد|مسترد|عودت|پول\w* (?:\w+ ){0,3}(?:پس|باز|بر)"
    ),
    Promise.DISCOUNT: (
        r"discount|rebate|price reduction|lower (?:your |the )?price|reduced price|rabatt|avslag|reducer|rabat"
        r"|zniżk|obniżk|upust|скидк|тариф\w* со снижен|تخفیف"
    ),
    Promise.CREDIT: (
        r"credit|voucher|coupon|gift card|kreditt|kreditnota|krediter|godskriv|gavekort|kupong|cupon|kredyt"
        r"|kupon|bon\b|bony\b|karta podarunkowa|korekt\w+ faktur|кредит|зачисл|начисл|купон|ваучер|бонус"
        r"|сертификат|اعتبار|کوپن|کارت هدیه"
    ),
    Promise.COMPENSATION: (
        r"compensat|indemni|damages|kompens|erstatning|oppreisning|compens|despagub|despăgub|rekompens"
        r"|odszkodowan|zadośćuczyn|компенс|جبران|غرامت|خسارت"
    ),
    Promise.FREE: (
        r"free of charge|for free|no charge|(?:no|without) (?:extra |additional )?cost|waiv(?:e|ing)"
        r"|free (?:month|year|week|day|upgrade|period|delivery|shipping|trial|replacement|service|access)"
        r"|(?:month|year|week)s? (?:\w+ )?(?:free|on us)|complimentary|gratis|kostnadsfri|uten kostnad|gratuit"
        r"|fără (?:niciun )?cost|fără plată|za darmo|bezpłatn|darmow|bez opłat|бесплатн|даром|без оплаты"
        r"|رایگان|مجانی"
    ),
    Promise.AMOUNT: (
        rf"[\d.,]{{0,40}}\d ?{CURRENCY}"
        r"|[€$£₽] ?\d|(?:kr|nok|eur|usd|ron|pln) ?\d"
    ),
    Promise.GUARANTEE: (
        r"guarante|(?:i|we) promise|promise (?:you|that)|my word|(?:never|not|n't|n’t) happen again|garanti"
        r"|garanter|(?:jeg|vi) lover|lover (?:deg|dere|at)|ikke (?:vil )?skje igjen|aldri skje|garant|promit"
        r"|nu se va mai|gwarant|obiec|powtórzy|гарант|обеща|не повтор|تضمین|ضمانت|قول می|تکرار نخواهد"
        r"|تکرار نمی"
    ),
    Promise.DEADLINE: (
        rf"within (?:\w+ ){{0,3}}{UNITS}"
        rf"|(?:in|for|next) \w+ (?:\w+ )?{UNITS}\b"
        rf"|\d+ (?:\w+ )?{UNITS}\b"
        r"|tomorrow|tonight|today|next (?:week|month)|this (?:week|month)|by the end of|by noon"
        rf"|(?:by|on|until|before|next|på|pa|innen|til|do|до|в|во|pana|până) {WEEKDAYS}"
        r"|innen|i morgen|i dag\b|i kveld|neste (?:uke|måned)|denne uk|i løpet av|mâine|astăzi|în termen de"
        r"|în (?:următoarele|decurs)|săptămâna (?:viitoare|aceasta)|până la sfârșitul|jutra|jutro|dziś|dzisiaj"
        r"|w ciągu|w (?:przyszłym|tym) tygodniu|do końca|завтра|сегодня|в течени[еи]"
        r"|на (?:следующей|этой) неделе|до конца|через \d+|فردا|امروز|ظرف|طی\b|تا پایان|هفته ?ی? ?آینده|این هفته"
    ),
}
"""The beginnings of words, as alternatives of a regular expression over `normal` text."""


def normal(text: str) -> str:
    """`text` in the one form in which words are compared: small letters, no accents, no joiners, one Persian kaf."""
    text = "".join(one for one in text if not unicodedata.combining(one))  # to sort thousands in a row takes minutes
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(one for one in text if unicodedata.category(one) not in ("Mn", "Cf"))  # a soft hyphen hides no word
    text = text.replace("ي", "ی").replace("ك", "ک").replace("ł", "l").replace("\u00a0", " ")
    return "".join(str(unicodedata.digit(one, one)) if one.isdigit() else one for one in text)


PATTERNS = {promise: re.compile(rf"(?<!\w)(?:{normal(words)})") for promise, words in WORDS.items()}
NUMBERS = re.compile(r"\d+(?:[.,:]\d+)*")


def promises_of(text: str) -> frozenset[Promise]:
    """What a text holds out."""
    plain = normal(text)
    return frozenset(promise for promise, pattern in PATTERNS.items() if pattern.search(plain))


def new_promises(reply: str, playbook: str, known: str = "", *, same_language: bool = True) -> tuple[Promise, ...]:
    """What `reply` holds out and the words of its `playbook` do not. `known` are other texts whose bare numbers may be
    repeated, such as the customer's comment. A deadline in the same language must be the very one of the playbook."""
    found = promises_of(reply) - promises_of(playbook)
    words, said = normal(reply), normal(playbook)
    if same_language and any(one[0] not in said for one in PATTERNS[Promise.DEADLINE].finditer(words)):
        found |= {Promise.DEADLINE}
    if set(NUMBERS.findall(words)) - set(NUMBERS.findall(f"{said} {normal(known)}")):
        found |= {Promise.NUMBER}
    return tuple(promise for promise in Promise if promise in found)
