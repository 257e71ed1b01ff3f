"""HTML: the words of a mail, whatever program made it, and whoever made it to do harm."""

import pytest

from handlers.inbound.html import words_of


def test_only_words_are_left() -> None:
    html = (
        "<!DOCTYPE html><style>p{a>b}</style><body class='a > b'><!-- hidden <b> --><p title='x > y'>"
        "Hei &amp; 3 < 4</p><script>if (a<b) '</p>'</script><img alt=\"a>b\">tre<o:p> fire</o:p><br/>"
        "<blockquote type=cite>sitat</blockquote>"
    )
    assert words_of(html) == "Hei & 3 < 4\ntre fire\n\n> sitat"


@pytest.mark.parametrize("piece", ["<", "<a ", "x=y ", "<!--", "<![CDATA[", "<a \"'", "<script>", "</", "<b>", "&#"])
@pytest.mark.parametrize("before", ["", "<a ", "<script>"])
def test_a_mail_made_to_be_read_for_ever_is_read_at_once(before: str, piece: str) -> None:
    """A tag that never ends once kept everybody waiting for minutes, by one mail of anybody's."""
    words_of(before + piece * (200_000 // len(piece)))
