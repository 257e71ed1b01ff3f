"""Slack's Block Kit rules, written from the published limits and independent of slack_sdk.

`shapes` says how a rule is written; `composition`, `elements`, `blocks` and `rich_text` are the rules as tables;
`surfaces` checks a whole message or view; `metadata` checks message metadata.
"""
