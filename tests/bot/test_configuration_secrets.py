"""Secrets in `loopwell.toml`: every source proves where it comes from, and no secret is ever shown."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.configuration import policy_of
from bot.problems import Broken
from handlers.surveys import PROVIDERS

SMALL = (Path(__file__).parent / "small.toml").read_text(encoding="utf-8")


def sentences(text: str, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(Broken) as broken:
        policy_of(tomllib.loads(text), environ or {}, PROVIDERS, "loopwell.toml")
    return [str(problem) for problem in broken.value.problems]


@pytest.mark.parametrize(
    ("secret", "hint"),
    [
        ("", 'Add secret = { env = "NPS_SECRET" }; if the provider signs nothing, say unsigned = true and add token'),
        ("unsigned = true", 'Add token = { env = "NPS_TOKEN" }.'),
        ('token = "t"', "say unsigned = true."),
        ('secret = ""', "is empty"),
        ('secret = " "', "is empty"),
        ("secret = 5", "neither a text nor a variable"),
        ('secret = { evn = "A" }', "neither a text nor a variable"),
        ('secret = { env = "A", b = 1 }', "neither a text nor a variable"),
        ("secret = { env = 5 }", "does not name"),
        ('secret = { env = "hunter2-pasted!" }', "does not name"),
        ('secret = { env = "GONE" }', 'sources[1].secret = { env = "GONE" }: that environment variable is not set'),
        ('secret = { env = "EMPTY" }', "Set EMPTY."),
        ('unsigned = true\ntoken = { env = "GONE" }', "Set GONE."),
    ],
)
def test_a_source_that_anybody_could_write_to_does_not_start(secret: str, hint: str) -> None:
    (told,) = sentences(SMALL.replace('secret = "hunter2"', secret), {"EMPTY": " "})

    assert hint in told
    assert "hunter2" not in told


def test_a_source_that_cannot_sign_is_taken_with_a_token() -> None:
    text = SMALL.replace('secret = "hunter2"', 'unsigned = true\ntoken = "token-of-the-kiosk"')
    (source,) = policy_of(tomllib.loads(text), {}, PROVIDERS, "loopwell.toml").sources

    assert (source.unsigned, source.secret, source.token) == (True, None, "token-of-the-kiosk")


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ('provider = "generic"\nsecret = "my plain secret!"', "sources[1].secret"),
        ('provider = "generic"\nsecret = "whsec_"', "sources[1].secret"),
        ('provider = "generic"\nsecret = { env = "OURS" }', 'sources[1].secret = { env = "OURS" }'),
        ('provider = "formbricks"\nsecret = { env = "OURS" }', 'sources[1].secret = { env = "OURS" }'),
    ],
)
def test_a_secret_with_which_every_survey_would_be_turned_away_does_not_start(written: str, where: str) -> None:
    text = SMALL.replace('provider = "delighted"\nsecret = "hunter2"', written)
    (told,) = sentences(text, {"OURS": "my plain secret!"})

    assert told.startswith(f"loopwell.toml: {where}: is not the base64 text")
    assert "whsec_..." in told
    assert "plain" not in told


@pytest.mark.parametrize(
    "written",
    [
        'provider = "typeform"\nsecret = "my plain secret!"',
        'provider = "generic"\nsecret = "my plain secret!"\nsignature = { header = "X-Signature" }',
        'provider = "generic"\nsecret = "whsec_bG9vcHdlbGw="',
    ],
)
def test_a_secret_that_works_starts(written: str) -> None:
    text = SMALL.replace('provider = "delighted"\nsecret = "hunter2"', written)
    assert policy_of(tomllib.loads(text), {}, PROVIDERS, "loopwell.toml").sources[0].secret


@pytest.mark.parametrize("token", ["'t'", "'1234567'", "{ env = 'OURS' }"])
def test_a_token_that_could_be_guessed_does_not_stand_alone(token: str) -> None:
    (told,) = sentences(SMALL.replace('secret = "hunter2"', f"unsigned = true\ntoken = {token}"), {"OURS": "1234567"})

    assert "sources[1].token" in told
    assert "fewer than 8 characters" in told
    assert "token_urlsafe" in told
    assert "1234567" not in told


@pytest.mark.parametrize(
    "line",
    [
        'secrt = "hunter2"',
        "secret = ['hunter2']",
        'token = { value = "hunter2" }',
        "provider = 'whsec_hunter2'",
        'x = ["hunter2"]',
    ],
)
def test_a_misplaced_secret_does_not_end_up_in_a_log(line: str) -> None:
    key = line.partition(" ")[0]
    text = re.sub(rf'^{key} = "(delighted|hunter2)"\n', "", SMALL, count=1, flags=re.MULTILINE)
    told = "\n".join(sentences(text.replace("[[teams]]", f"{line}\n[[teams]]")))

    assert "hunter2" not in told


def test_a_policy_in_a_log_gives_no_secret_away() -> None:
    assert "hunter2" not in repr(policy_of(tomllib.loads(SMALL), {}, PROVIDERS, "loopwell.toml"))
