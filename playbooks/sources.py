"""Sources: which surveys are connected, as `loopwell.toml` says it, and what their senders sign. Pure."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from playbooks.bands import scale_of
from playbooks.names import Expression, HeaderName, Section, Template, Text, Unfit, UrlName
from playbooks.responses import Metric, Scale


class HmacHeader(Section):
    """A signature that a generic sender puts into a header. `signed` is the template of the signed text."""

    header: HeaderName
    algorithm: Literal["sha1", "sha256", "sha384", "sha512"] = "sha256"
    encoding: Literal["hex", "base64"] = "hex"
    prefix: str = ""
    signed: Template = "{body}"
    timestamp_header: HeaderName | None = None

    @model_validator(mode="after")
    def _the_time_is_signed(self) -> Self:
        signs, reads = "{timestamp}" in self.signed, self.timestamp_header is not None
        if signs and not reads:
            what, cure = (
                "signs a {timestamp} but does not say which header holds it",
                'timestamp_header = "X-Timestamp"',
            )
            raise Unfit(what, f"Add {cure}.")
        if reads and not signs:
            # a time that is not signed can be set by anybody who sends an old delivery again
            raise Unfit("reads a timestamp_header that is not signed", 'Write signed = "{timestamp}.{body}".')
        return self


def signature_form(value: Any) -> str:
    """Which of the two ways of writing a signature this is."""
    return "header" if isinstance(value, dict | HmacHeader) else "words"


Signature = Annotated[
    Annotated[Literal["standard-webhooks"], Tag("words")] | Annotated[HmacHeader, Tag("header")],
    Discriminator(signature_form),
]


class Source(Section):
    """A configured survey connection. `secret` is None only when `unsigned` is said; then `token` is set.

    `fields` maps what we want to know ("score", "email") to where the body has it, as JMESPath.
    """

    name: UrlName
    provider: str
    secret: str | None = Field(default=None, repr=False)
    token: str | None = Field(default=None, repr=False)
    unsigned: bool = Field(default=False, strict=True)
    metric: Metric | None = None
    scale: Annotated[Scale | None, BeforeValidator(scale_of)] = None
    question: str | None = None
    comment: str | None = None
    touchpoint: Text | None = None
    signature: Signature = "standard-webhooks"
    fields: dict[str, Expression] = Field(default_factory=dict)
