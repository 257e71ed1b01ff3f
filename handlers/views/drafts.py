"""Drafts in the reply modal: the button, the wait, the draft with its label and warnings, or why there is none.

These change a modal that is open already, as Slack hands it back with a click. So whatever else it holds stays, and so
does what was typed.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, SectionBlock

from handlers.language import _
from handlers.views.modal_parts import LONGEST_INPUT, Modal, words
from handlers.views.mrkdwn import clean, cut, isolate, line, one_line, quote
from playbooks.drafts import Draft
from playbooks.promises import Promise
from playbooks.prompts import Why

BUTTON, TEXT, SUBJECT, OURS = "reply_draft", "text:", "subject", "draft_"
SENT = ("type", "callback_id", "private_metadata", "title", "submit", "close", "blocks", "clear_on_close")
"""What of a view may be sent back to Slack; the rest is Slack's own."""

View = Mapping[str, Any]
Blocks = list[dict[str, Any]]


def offer(view: View) -> Modal:
    """The reply modal with the button, right above the words."""
    label = _("Draft with AI")
    meaning = _("Draft with AI: rewrites this template; you read it before it is sent")
    button = ButtonElement(text=words(label, 75), action_id=BUTTON, value="draft", accessibility_label=cut(meaning, 75))
    return _with(view, _before_text(view["blocks"], [ActionsBlock(block_id=f"{OURS}offer", elements=[button])]))


def drafted_from(view: View) -> tuple[str, str | None] | None:
    """The playbook whose words stand in the field, and their language: the name of the field says both."""
    block = _text_block(view)
    if block is None:
        return None
    playbook, _colon, rest = str(block["block_id"]).removeprefix(TEXT).partition(":")
    return playbook, rest.partition(":")[0] or None


def drafting(view: View) -> Modal:
    """While the model writes: the words can be read but not changed, so that nothing typed meanwhile can be lost."""
    kept = [block for block in view["blocks"] if block["type"] != "input" and not _ours(block)]
    wait = [SectionBlock(text=line(_("✨ Drafting … this takes up to half a minute.")), block_id=f"{OURS}wait")]
    typed = typed_text(view).strip()
    shown: list[Block] = [quote(cut(typed, LONGEST_INPUT))] if typed else []
    waiting = _with(view, [*kept, *_drawn([*wait, *shown])])
    waiting.pop("submit", None)  # there is nothing to send yet
    return waiting


def drafted(view: View, draft: Draft) -> Modal:
    """The draft in the field. Words that the person had written themselves stay in view below it."""
    block = _text_block(view) or {}
    own = typed_text(view)
    untouched = clean(own).strip() == clean(str(block.get("element", {}).get("initial_value") or "")).strip()
    blocks = [one for one in _kept(view, draft.text) if not _note(one)]
    blocks = [_with_subject(one, draft.subject) for one in blocks]
    blocks = _before_text(blocks, list(_label(draft)))
    if own.strip() and not untouched:
        mine = ContextBlock(elements=[words(_("Your own words, if you want them back:"), 300)], block_id=f"{OURS}mine")
        blocks += _drawn([mine, quote(cut(own, LONGEST_INPUT))])
        blocks[-1]["block_id"] = f"{OURS}own"
    return _with(view, blocks)


def undrafted(view: View, why: str) -> Modal:
    """No draft came: the words are as they were, and one sentence says why. It is escaped already."""
    blocks = [one for one in _kept(view, None) if not _note(one)]
    note = SectionBlock(text=line(why), block_id=f"{OURS}note")
    return _with(view, _before_text(blocks, [note]))


def typed_text(view: View) -> str:
    """What stands in the field for the words."""
    block = _text_block(view)
    if block is None:
        return ""
    content = _content(view, block)
    value = content.get("value") if content is not None else block["element"].get("initial_value")
    return str(value or "")


def no_draft(why: Why) -> str:
    """Why there is no draft, and what stands there instead."""
    if why is Why.BUDGET:
        return _("This month's budget for AI is used up, so there is no draft. Here is the template.")
    reasons = {
        Why.TIMEOUT: _("the AI service took too long"),
        Why.BUSY: _("the AI service is busy just now"),
        Why.AWAY: _("the AI service could not be reached"),
        Why.REFUSED: _("the AI service did not accept the request; an admin can find more in the log"),
        Why.TOO_LONG: _("it was far too long"),
        Why.LINK: _("it held a link that the template does not have"),
        Why.LANGUAGE: _("it was not in the customer's language"),
    }
    reason = reasons.get(why) or _("it was not in the form that was asked for")
    return _("No usable draft came back: {reason}. Here is the template.").format(reason=reason)


def budget_is_used_up(month: str, tokens: int) -> str:
    """For the admins, once a month."""
    return _(
        "The AI budget for {month} ({tokens} tokens) is used up. Until next month there are no AI drafts, translations "
        "and summaries; all else works as before. `monthly_tokens` under `[drafts]` in loopwell.toml changes it."
    ).format(month=month, tokens=f"{tokens:,}")


def promise_words(promises: Iterable[Promise]) -> str:
    """What a draft promises, as a list for people."""
    names = {
        Promise.MONEY_BACK: _("money back"),
        Promise.DISCOUNT: _("a discount"),
        Promise.CREDIT: _("a credit or voucher"),
        Promise.COMPENSATION: _("compensation"),
        Promise.FREE: _("something for free"),
        Promise.AMOUNT: _("an amount or percentage"),
        Promise.GUARANTEE: _("a guarantee"),
        Promise.DEADLINE: _("a time or deadline"),
        Promise.NUMBER: _("a number"),
    }
    return ", ".join(names[promise] for promise in promises)


def _label(draft: Draft) -> Iterator[Block]:
    yield SectionBlock(text=line(_("✨ *AI draft, read before sending*")), block_id=f"{OURS}label")
    if draft.promises:
        warning = _("⚠️ The template does not say this, but the draft does: {promises}. Keep it only if you mean it.")
        yield SectionBlock(text=line(warning.format(promises=promise_words(draft.promises))), block_id=f"{OURS}warning")


def _text_block(view: View) -> dict[str, Any] | None:
    inputs = (block for block in view["blocks"] if block["type"] == "input")
    return next((block for block in inputs if str(block.get("block_id", "")).startswith(TEXT)), None)


def _content(view: View, block: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What was filled in, in Slack's words; None where Slack says nothing of the field."""
    values = (view.get("state") or {}).get("values") or {}
    found: Mapping[str, Any] | None = values.get(block["block_id"], {}).get(block["element"]["action_id"])
    return found


def _kept(view: View, text: str | None) -> Blocks:
    """The blocks with what was filled in; `text`, if given, in the field for the words."""
    return [_filled(view, block, text) if block["type"] == "input" else block for block in view["blocks"]]


INITIAL = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_date": "initial_date",
}


def _filled(view: View, block: dict[str, Any], text: str | None) -> dict[str, Any]:
    element = dict(block["element"])
    if (content := _content(view, block)) is not None:
        for name, initial in INITIAL.items():
            if name in content:
                element.pop(initial, None)
                if filled := content[name]:
                    element[initial] = clean(filled) if isinstance(filled, str) else filled
    if str(block["block_id"]).startswith(TEXT):
        if text is not None:
            element["initial_value"] = cut(clean(text), LONGEST_INPUT)
        # under the same name Slack would keep what stood there before
        element["action_id"] = f"text_{_turn(str(element['action_id'])) + 1}"
    return {**block, "element": element}


def _turn(action: str) -> int:
    number = action.removeprefix("text_")
    return int(number) if number.isdecimal() else 0


def _with_subject(block: dict[str, Any], subject: str) -> dict[str, Any]:
    if not str(block.get("block_id", "")).startswith(SUBJECT):
        return block
    if block["type"] == "input":
        element = {**block["element"], "initial_value": cut(one_line(subject), 200)}
        return {**block, "element": {**element, "action_id": f"{element['action_id']}_drafted"[-200:]}}
    said = _("Subject: {subject}").format(subject=isolate(cut(one_line(subject), 300)))
    return {**ContextBlock(elements=[words(said, 1000)]).to_dict(), "block_id": block["block_id"]}


def _before_text(blocks: Iterable[Mapping[str, Any]], new: Iterable[Block]) -> Blocks:
    """`new` right above the words; nowhere if there are none."""
    found: Blocks = []
    for block in blocks:
        if block["type"] == "input" and str(block.get("block_id", "")).startswith(TEXT):
            found += _drawn(new)
        found.append(dict(block))
    return found


def _drawn(blocks: Iterable[Block]) -> Blocks:
    return [block.to_dict() for block in blocks]


def _ours(block: Mapping[str, Any]) -> bool:
    return str(block.get("block_id", "")).startswith(OURS)


def _note(block: Mapping[str, Any]) -> bool:
    return _ours(block) and block["block_id"] != f"{OURS}offer"


def _with(view: View, blocks: Iterable[Mapping[str, Any]]) -> Modal:
    return {**{name: view[name] for name in SENT if view.get(name)}, "blocks": [dict(one) for one in blocks]}
