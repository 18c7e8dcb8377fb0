"""Compile every template: a wrong tag or a missing parent is found before a page is opened."""

import os
import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError, engines
from django.template.backends.django import DjangoTemplates
from django.template.loader_tags import ExtendsNode, IncludeNode

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings")
    django.setup()
    wrong = 0
    for folder in sorted(ROOT.glob("lienthong/*/templates")):
        for file in sorted(folder.rglob("*.*")):
            name = str(file.relative_to(folder))
            for problem in problems(name):
                wrong += 1
                print(f"{file.relative_to(ROOT)}: {problem}", file=sys.stderr)
    return 1 if wrong else 0


def problems(name: str) -> list[str]:
    """What is wrong with one template: its own syntax, and parents or parts that do not exist."""
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)  # noqa: S101
    try:
        template = engine.engine.get_template(name)
    except TemplateSyntaxError as error:
        return [str(error)]
    found = []
    for kind in (ExtendsNode, IncludeNode):
        for node in template.nodelist.get_nodes_by_type(kind):
            part = node.parent_name if isinstance(node, ExtendsNode) else node.template
            if isinstance(part.var, str):  # a plain name, not something a page passes
                try:
                    engine.engine.get_template(part.var)
                except Exception as error:  # noqa: BLE001  any reason it cannot be read
                    found.append(f"{part.var}: {error}")
    return found


if __name__ == "__main__":
    sys.exit(main())
