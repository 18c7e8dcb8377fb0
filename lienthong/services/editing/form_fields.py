"""The form that applicants fill (forms/main.schema.json): its pages and its fields.

A field is named by its way from the top ("child", "full_name"). What a field's page doesn't show
(a pattern, a format) stays; another kind begins anew with what that kind needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lienthong.engine.expressions.functions import fold
from lienthong.engine.forms.schema import URN, shared_definitions

Schema = dict[str, Any]
Way = tuple[str, ...]
SHARED, OWN = "shared:", "#/$defs/"
LONG, SHORT = 2_000, 200
KINDS: dict[str, Schema] = {
    "text": {"type": "string", "maxLength": SHORT},
    "long_text": {"type": "string", "maxLength": LONG},
    "whole": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "yes_no": {"type": "boolean"},
    "choice": {"type": "string", "enum": []},
    "choices": {"type": "array", "items": {"type": "string", "enum": []}},
    "group": {"type": "object", "properties": {}},
    "rows": {"type": "array", "items": {"type": "object", "properties": {}}},
}


@dataclass(frozen=True)
class Spot:
    """A field where it stands; `page` counts from 0, -1 where the form has no plan of pages."""

    way: Way
    schema: Schema
    page: int
    required: bool


def kind_of(schema: Mapping[str, Any]) -> str:
    """One of KINDS, or "shared:" and what it refers to."""
    if "$ref" in schema:
        return f"{SHARED}{schema['$ref']}"
    kind, items = schema.get("type"), schema.get("items")
    if kind == "array":
        return "choices" if isinstance(items, Mapping) and "enum" in items else "rows"
    if kind == "object":
        return "group"
    if kind == "string":
        return _text_kind(schema)
    return "whole" if kind == "integer" else "yes_no"


def _text_kind(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return "choice"
    if schema.get("format") == "date":
        return "date"
    return "long_text" if schema.get("maxLength", 0) > SHORT else "text"


def holder_of(schema: Schema, way: Way) -> Schema:
    """The group in which a field stands: it has `properties` and `required`."""
    for key in way[:-1]:
        schema = schema["properties"][key]
        if schema.get("type") == "array":
            schema = schema["items"]
    return schema


def pages_of(schema: Schema) -> list[Schema]:
    """The plan of pages; made from the groups where the form has none."""
    hints = schema.setdefault("x-ui", {})
    if not isinstance(hints.get("pages"), list):
        properties = schema.get("properties", {})
        apart = [key for key, one in properties.items() if kind_of(one) in ("group", "rows")]
        single = [key for key in properties if key not in apart]
        first = [{"title": "", "fields": single}] if single else []
        hints["pages"] = first + [
            {"title": str(properties[key].get("title", "")), "fields": [key]} for key in apart
        ]
    return list(hints["pages"])


def spots(schema: Schema) -> Iterator[Spot]:
    """All fields in the order of the pages, groups before what is in them."""
    properties = schema.get("properties", {})
    seen = set()
    for number, page in enumerate(pages_of(schema)):
        for key in page.get("fields", ()):
            if key in properties and key not in seen:
                seen.add(key)
                yield from _walk(schema, (key,), number)
    for key in properties:
        if key not in seen:
            yield from _walk(schema, (key,), -1)


def _walk(schema: Schema, way: Way, page: int) -> Iterator[Spot]:
    holder = holder_of(schema, way)
    one = holder["properties"][way[-1]]
    yield Spot(way, one, page, way[-1] in holder.get("required", ()))
    inner = one.get("items", {}) if one.get("type") == "array" else one
    for key in inner.get("properties", {}) if "$ref" not in one else ():
        yield from _walk(schema, (*way, key), page)


def put(schema: Schema, way: Way | None, given: Mapping[str, Any]) -> None:
    """Write a field: `given` has key, title, kind, hint, unit, options, show_when, required_when,
    required, least, most, longest, page and, for a new one (`way` None), parent.
    """
    parent: Way = tuple(str(given.get("parent") or "").split(".")) if given.get("parent") else ()
    place = way or (*parent, given["key"])
    pages_of(schema)
    holder = holder_of(schema, place)
    properties = holder.setdefault("properties", {})
    before = properties.get(place[-1], {})
    one = _written(before, given)
    if way and given["key"] != way[-1]:
        holder["properties"] = {
            (given["key"] if key == way[-1] else key): (one if key == way[-1] else value)
            for key, value in properties.items()
        }
    else:
        properties[given["key"]] = one
    _require(holder, place[-1], given["key"], required=bool(given.get("required")))
    if len(place) == 1:
        _on_page(schema, place[-1], given["key"], int(given.get("page") or 0))


def _written(before: Schema, given: Mapping[str, Any]) -> Schema:
    kind = given["kind"]
    if before and kind_of(before) == kind:
        one = dict(before)
    elif kind.startswith(SHARED):
        one = {"$ref": kind.removeprefix(SHARED)}
    else:
        one = dict(KINDS[kind])
    one["title"] = given["title"]
    _options(one, before, given)
    bounds = {"minimum": "least", "maximum": "most"} if kind == "whole" else {}
    bounds |= {"maxLength": "longest"} if kind in ("text", "long_text") else {}
    for key, name in bounds.items():
        _or_none(one, key, given.get(name))
    hints = dict(before.get("x-ui", {}), **one.get("x-ui", {}))
    if kind not in ("choice", "choices"):
        hints.pop("options", None)
    for key in ("hint", "unit", "show_when", "required_when"):
        _or_none(hints, key, given.get(key) or None)
    _or_none(one, "x-ui", hints or None)
    if not before:  # what people read first, as the house writes it
        one = {"title": one.pop("title"), **one} if "$ref" not in one else one
    return one


def _options(one: Schema, before: Schema, given: Mapping[str, Any]) -> None:
    if given["kind"] not in ("choice", "choices"):
        return
    labels = options_from(given.get("options") or [])
    if given["kind"] == "choice":
        one["enum"] = list(labels)
    else:
        one["items"] = {"type": "string", "enum": list(labels)}
    one["x-ui"] = {**before.get("x-ui", {}), "options": labels}


def options_from(lines: Sequence[str]) -> dict[str, str]:
    """`father = Cha` or only `Cha`, which gets a code of its own."""
    found: dict[str, str] = {}
    for line in lines:
        code, sign, label = line.partition("=")
        code, label = (code.strip(), label.strip()) if sign else (slug(line), line.strip())
        found[code or slug(label)] = label or code
    return found


def slug(text: str) -> str:
    """A name for expressions out of words people read."""
    plain = re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")[:40].strip("_")
    return plain if plain[:1].isalpha() else f"muc_{plain}".rstrip("_")


def options_text(schema: Mapping[str, Any]) -> str:
    """The same as it is typed."""
    values = schema.get("enum") or schema.get("items", {}).get("enum", [])
    labels = schema.get("x-ui", {}).get("options", {})
    return "\n".join(f"{one} = {labels.get(one, one)}" for one in values)


def _or_none(holder: Schema, key: str, value: Any) -> None:
    if value is None:
        holder.pop(key, None)
    else:
        holder[key] = value


def _require(holder: Schema, before: str, now: str, *, required: bool) -> None:
    names = [now if one == before else one for one in holder.get("required", [])]
    if required and now not in names:
        names.append(now)
    if not required:
        names = [one for one in names if one != now]
    _or_none(holder, "required", names or None)


def _on_page(schema: Schema, before: str, now: str, wanted: int) -> None:
    pages = pages_of(schema)
    if not pages:
        schema["x-ui"]["pages"] = pages = [{"title": "", "fields": []}]
    wanted = min(max(wanted, 0), len(pages) - 1)
    for number, page in enumerate(pages):
        names = [now if one == before else one for one in page.get("fields", [])]
        if number != wanted:
            names = [one for one in names if one != now]
        elif now not in names:
            names.append(now)
        page["fields"] = names


def remove(schema: Schema, way: Way) -> None:
    """Take a field away, with what is in it."""
    pages_of(schema)
    holder = holder_of(schema, way)
    holder["properties"].pop(way[-1], None)
    _require(holder, way[-1], way[-1], required=False)
    if len(way) == 1:
        for page in schema["x-ui"]["pages"]:
            page["fields"] = [one for one in page.get("fields", []) if one != way[0]]


def move(schema: Schema, way: Way, step: int) -> None:
    """One place up (-1) or down (1) on its page, or in its group."""
    if len(way) > 1:
        holder = holder_of(schema, way)
        names = _moved(list(holder["properties"]), way[-1], step)
        holder["properties"] = {key: holder["properties"][key] for key in names}
        return
    for page in pages_of(schema):
        if way[0] in page.get("fields", []):
            page["fields"] = _moved(page["fields"], way[0], step)


def _moved(names: list[str], name: str, step: int) -> list[str]:
    at = names.index(name)
    to = min(max(at + step, 0), len(names) - 1)
    names = [one for one in names if one != name]
    return [*names[:to], name, *names[to:]]


def settle_pages(before: Schema, now: Schema) -> None:
    """After pages were edited: each has a list of fields, and what stood on one that is gone goes
    to the first.
    """
    pages = pages_of(now)
    for page in pages:
        page.setdefault("fields", [])
    kept = {name for page in pages for name in page["fields"]}
    lost = [key for key in before.get("properties", {}) if key not in kept]
    if lost and not pages:
        now["x-ui"]["pages"] = pages = [{"title": "", "fields": []}]
    if lost:
        pages[0]["fields"] = [*pages[0]["fields"], *lost]


def kinds_of(schema: Schema) -> list[str]:
    """Kinds that a field of this form may have, definitions that are shared after the others."""
    own = [f"{SHARED}{OWN}{key}" for key in schema.get("$defs", {})]
    return [*KINDS, *(f"{SHARED}{URN}{name}" for name in shared_definitions()), *own]
