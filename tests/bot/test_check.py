"""`loopwell check`: one look tells a person whether the bot would start, and what to mend if not."""

import io
from pathlib import Path

from bot.check import check
from handlers.surveys import PROVIDERS

EXAMPLE = str(Path(__file__).parents[2] / "loopwell.example.toml")


def checked(**environ: str) -> tuple[int, str]:
    """The exit code, and what was told: all of it on standard output, or a problem a line on standard error."""
    out, err = io.StringIO(), io.StringIO()
    code = check(environ, PROVIDERS, out, err)
    problems = err.getvalue().splitlines()
    assert len(problems) == (int(out.getvalue().split()[0]) if code else 0)
    return code, out.getvalue() + err.getvalue()


def test_a_good_set_up_is_told_calmly_with_what_is_left_out() -> None:
    code, told = checked(LOOPWELL_CONFIG=EXAMPLE, DELIGHTED_SECRET="x")

    assert code == 0
    assert "is fine" in told
    assert "1 source: nps (delighted)" in told
    assert "2 teams: support (#customer-feedback), key-accounts (#key-accounts)" in told
    assert "18 playbooks" in told
    assert "mail (SMTP_URL)" in told


def test_a_wrong_port_does_not_hide_what_is_wrong_with_the_file() -> None:
    code, told = checked(LOOPWELL_CONFIG=EXAMPLE, PORT="x")

    assert code == 1
    assert "PORT" in told
    assert "Set DELIGHTED_SECRET." in told
    assert "2 problems found." in told


def test_nothing_is_called_missing_once_it_is_set() -> None:
    _, told = checked(
        LOOPWELL_CONFIG=EXAMPLE,
        DELIGHTED_SECRET="x",
        SLACK_BOT_TOKEN="xoxb-1",
        SLACK_APP_TOKEN="xapp-1",
        SMTP_URL="smtp://localhost",
        MAIL_FROM="care@example.com",
        OPENAI_API_KEY="sk-1",
        PUBLIC_URL="https://loop.example.com",
        LOOPWELL_SECRET="0123456789abcdef",
        LOOPWELL_API_TOKEN="0123456789abcdef",
    )

    assert "Not configured" not in told
    assert "unsubscribe" not in told


def test_mail_without_links_is_pointed_out() -> None:
    """Customers who cannot unsubscribe complain to their mail provider, and then nobody gets our mail."""
    mail = {"SMTP_URL": "smtp://localhost", "MAIL_FROM": "care@example.com"}
    note = "Note: mail goes out without a link to unsubscribe, and without check-ins. Set "
    code, told = checked(LOOPWELL_CONFIG=EXAMPLE, DELIGHTED_SECRET="x", **mail)
    assert code == 0
    assert f"{note}PUBLIC_URL and LOOPWELL_SECRET." in told
    _, told = checked(LOOPWELL_CONFIG=EXAMPLE, DELIGHTED_SECRET="x", PUBLIC_URL="https://loop.example.com", **mail)
    assert f"{note}LOOPWELL_SECRET." in told
    _, told = checked(LOOPWELL_CONFIG=EXAMPLE, DELIGHTED_SECRET="x")
    assert "unsubscribe" not in told


def test_a_slip_in_a_playbook_of_ones_own_is_told_with_the_rest(tmp_path: Path) -> None:
    """A bot that says nothing of it would go on with the old words."""
    (tmp_path / "price.toml").write_text(
        'name = "price"\ntitle = "Price"\nsteps = ["Look"]\n[when]\nband = ["unhappy"]\n'
    )
    code, told = checked(LOOPWELL_CONFIG=EXAMPLE, DELIGHTED_SECRET="x", PLAYBOOKS_DIR=str(tmp_path))

    assert code == 1
    where = tmp_path / "price.toml"
    assert f"{where}: when.band.1: 'unhappy' is not one of 'detractor', 'passive' or 'promoter'" in told
    assert f"{where}: say: is missing; add it" in told
    assert "2 problems found." in told


def test_a_team_that_nobody_leads_or_names_is_pointed_out(tmp_path: Path) -> None:
    file = tmp_path / "loopwell.toml"
    file.write_text('[company]\nname = "Acme"\n[[teams]]\nname = "support"\nchannel = "#feedback"\n', "utf-8")
    code, told = checked(LOOPWELL_CONFIG=str(file))

    assert code == 0
    assert "Note: nobody leads support, so its late cases are told in #feedback. Add managers." in told
    assert "Note: support names no members, so everybody who works here may take its cases." in told


def test_secrets_that_work_but_could_be_guessed_are_pointed_out(tmp_path: Path) -> None:
    """Refusing them could stop a set-up that works: some tools give the secret, and not we."""
    file = tmp_path / "loopwell.toml"
    file.write_text(
        '[company]\nname = "Acme"\n[[teams]]\nname = "support"\nchannel = "#feedback"\n'
        '[[sources]]\nname = "nps"\nprovider = "delighted"\nsecret = "xy"\ntoken = "z"\n'
        '[mail]\ninbound_secret = "xy"\n',
        "utf-8",
    )
    code, told = checked(LOOPWELL_CONFIG=str(file))

    assert code == 0
    for name in ("the secret of nps", "mail.inbound_secret"):
        assert f"Note: {name} has fewer than 16 characters and could be guessed." in told
    assert "Note: the token of nps has fewer than 8 characters" in told
    assert "xy" not in told
