"""Inbound: a person's answer is never taken for a machine's, nor the other way round."""

import pytest

from playbooks.inbound import InboundMail, Written, concerns, ids_in, judge

REPORT = "multipart/report; report-type=delivery-status; boundary=x"
BOUNCE = "Final-Recipient: rfc822; kari@nordlys.example\nAction: failed\nStatus: 5.1.1"


def mail(
    subject: str = "Re: Sorry", text: str = "It still fails", sender: str = "kari@nordlys.example", **heads: str
) -> InboundMail:
    named = {name.replace("_", "-"): value for name, value in heads.items()}
    return InboundMail("a@b", sender, subject, text, headers=named)


@pytest.mark.parametrize(
    "heads",
    [
        {},
        {"auto_submitted": "no"},
        {"return_path": "<kari@nordlys.example>"},
        {"precedence": "first-class"},
        {"x_auto_response_suppress": "All"},
        {"content_type": "multipart/alternative"},
        {"x_autoreply": "no"},
    ],
)
def test_a_person_is_heard(heads: dict[str, str]) -> None:
    """An answer that is taken for an automatic one is lost for the team."""
    assert judge(mail(**heads)).written is Written.ANSWER


@pytest.mark.parametrize(
    "heads",
    [
        {"auto_submitted": "auto-replied"},
        {"auto_submitted": "auto-generated; owner=x"},
        {"precedence": "bulk"},
        {"precedence": "Auto_Reply"},
        {"x_autoreply": "yes"},
        {"x_autorespond": "1"},
        {"return_path": "<>"},
        {"content_type": "multipart/report; report-type=disposition-notification"},
    ],
)
def test_a_machine_does_not_wake_anybody(heads: dict[str, str]) -> None:
    assert judge(mail(**heads)).written is Written.AUTOMATIC


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Sorry",
        "Out of office: Sorry",
        "Automatisk svar: Sorry",
        "Răspuns automat: Sorry",
        "Autoodpowiedź: Sorry",
        "Автоответ: Sorry",
        "پاسخ خودکار: Sorry",
    ],
)
def test_where_no_headers_come_along_the_subject_tells(subject: str) -> None:
    assert judge(mail(subject)).written is Written.AUTOMATIC


def test_a_person_may_write_about_automatic_replies() -> None:
    assert judge(mail("Re: your automatic reply")).written is Written.ANSWER


def test_a_mail_that_could_not_be_delivered_is_a_bounce() -> None:
    assert judge(mail(text=BOUNCE, sender="mailer-daemon@mx.example")).written is Written.BOUNCE
    report = InboundMail("a@b", "system@mx.example", headers={"content-type": REPORT}, reports=(BOUNCE,))
    assert judge(report).written is Written.BOUNCE


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_delay_is_no_bounce(action: str) -> None:
    """Else a case would say that the customer was not reached, who gets the mail an hour later."""
    text = f"Action: {action}\nStatus: 4.4.1"
    report = InboundMail("a@b", "mailer-daemon@mx.example", text=text, headers={"content-type": REPORT})
    assert judge(report).written is Written.AUTOMATIC


def test_a_report_names_our_mail_somewhere() -> None:
    report = InboundMail(
        "a@b", "mailer-daemon@mx.example", text="Message-ID: <one@us> and <two@us>", reports=("<three@us>",)
    )
    assert set(concerns(report)) == {"one@us", "two@us", "three@us"}


def test_the_surest_reference_comes_first() -> None:
    both = InboundMail("a@b", "k@n", in_reply_to=("last@us",), references=("first@us", "second@us", "last@us"))
    assert both.answers_to == ("last@us", "second@us", "first@us")


def test_a_thousand_references_cost_no_thousand_lookups() -> None:
    assert len(ids_in(" ".join(f"<{n}@us>" for n in range(5000)))) == 100
