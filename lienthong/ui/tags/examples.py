"""`{% example %}`: draws what is inside it and shows the very source that drew it."""

from __future__ import annotations

from textwrap import dedent
from typing import cast

from django import template
from django.template.base import Parser, Token, TokenType
from django.template.context import Context
from django.template.loader import render_to_string

register = template.Library()

WRAPPERS = {
    TokenType.TEXT: "{}",
    TokenType.VAR: "{{{{ {} }}}}",
    TokenType.BLOCK: "{{% {} %}}",
    TokenType.COMMENT: "{{# {} #}}",
}


class ExampleNode(template.Node):
    """One box of the catalogue."""

    def __init__(self, inside: template.NodeList, source: str, title: str, shape: str) -> None:
        self.inside = inside
        self.source = source
        self.title = title
        self.shape = shape

    def render(self, context: Context) -> str:
        return render_to_string(
            "ui/catalogue/example.html",
            {
                "title": self.title,
                "shape": self.shape,
                "source": self.source,
                "content": self.inside.render(context),
            },
        )


@register.tag
def example(parser: Parser, token: Token) -> ExampleNode:
    """`{% example "Nút" inline %}…{% endexample %}`: a title, then "inline" or "panesize"."""
    pieces = token.split_contents()
    title = pieces[1].strip('"')
    shape = pieces[2] if len(pieces) > 2 else ""  # noqa: PLR2004 - the second argument
    source: list[str] = []
    for ahead in reversed(cast("list[Token]", parser.tokens)):
        if ahead.token_type == TokenType.BLOCK and ahead.contents == "endexample":
            break
        source.append(WRAPPERS[ahead.token_type].format(ahead.contents))
    inside = parser.parse(("endexample",))
    parser.delete_first_token()
    return ExampleNode(inside, dedent("".join(source)).strip(), title, shape)
