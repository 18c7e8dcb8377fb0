"""Read a form from JSON Schema: a part of it that a page can draw, checked whole.

Shared definitions come only from `library` (name -> schema, `"$ref": "urn:lienthong:person"`) and
from the form's own `$defs`; nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import referencing
import referencing.exceptions
from jsonschema import Draft202012Validator
from referencing.jsonschema import DRAFT202012

from lienthong.engine import files
from lienthong.engine.expressions import patterns
from lienthong.engine.expressions.language import Expression, compile_text
from lienthong.engine.expressions.names import Kind, Names, Rows, bad_name
from lienthong.engine.forms.fields import ROW, Field, FieldKind, Form, PagePlan, names_of
from lienthong.engine.problems import Problem, Wrong, refuse, wrong

URN = "urn:lienthong:"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
DEFINITIONS = Path(__file__).parent / "definitions"
FIELDS_MOST = 400
NODES_MOST = (
    6_000  # groups and lists in a schema: looked at before the slow check whether it is one
)
DEEP_MOST = 4
ROWS_MOST = 100
OPTIONS_MOST = 300
LONG = 200  # text that may be longer is typed in a larger box
SHARED = {"title", "description", "type", "x-ui", "$ref", "examples"}
OF_TYPE = {
    "object": {"properties", "required", "additionalProperties"},
    "array": {"items", "minItems", "maxItems", "uniqueItems"},
    "string": {"enum", "const", "format", "pattern", "minLength", "maxLength"},
    "integer": {"minimum", "maximum"},
    "boolean": {"const"},
}
TOP = {"$schema", "$id", "$defs"}
UI = {"hint", "show_when", "required_when", "options", "unit"}
INSTEAD = {
    "if": "dùng show_when, required_when trong x-ui",
    "dependentRequired": "dùng required_when trong x-ui",
    "dependentSchemas": "dùng show_when trong x-ui",
    "oneOf": "dùng một trường có enum và show_when",
    "anyOf": "dùng một trường có enum và show_when",
    "allOf": "dùng $ref",
    "number": "số có phần lẻ ghi bằng số nguyên của đơn vị nhỏ hơn",
}
FORMATS = {"date", "email"}
Schema = Mapping[str, Any]
Library = Mapping[str, Schema]


@cache
def shared_definitions() -> Library:
    """Person, address, organisation, land parcel: the same in every procedure."""
    return {
        path.name.removesuffix(".schema.json"): files.parse_json(path.read_bytes())
        for path in sorted(DEFINITIONS.glob("*.schema.json"))
    }


def read(
    schema: object,
    *,
    library: Library | None = None,
    known: Mapping[str, Kind | Rows] | None = None,
) -> Form:
    """A form from its parsed JSON. `known` are facts beside the form that its conditions may read
    (the day of filing, the channel). Raises `Wrong` with all problems.
    """
    reader = _Reader(shared_definitions() if library is None else library)
    return reader.form(schema, dict(known or {}))


class _Reader:
    def __init__(self, library: Library) -> None:
        resources = [
            (f"{URN}{name}", DRAFT202012.create_resource(one)) for name, one in library.items()
        ]
        self.registry = referencing.Registry().with_resources(resources)
        self.problems: list[Problem] = []
        self.conditions: list[tuple[str, str, str]] = []
        self.count = 0

    def say(self, where: str, sentence: str) -> None:
        self.problems.append(Problem(sentence, where=where or "biểu mẫu"))

    def form(self, schema: object, known: dict[str, Kind | Rows]) -> Form:
        if not isinstance(schema, dict) or schema.get("type") != "object":
            raise wrong("Biểu mẫu phải là JSON Schema có “type”: “object”.")
        if schema.get("$schema", DIALECT) != DIALECT:
            raise wrong("Biểu mẫu phải theo JSON Schema 2020-12.")
        if _nodes(schema) > NODES_MOST:
            raise wrong(f"Biểu mẫu có hơn {FIELDS_MOST} trường.")
        if problem := _not_schema(schema):
            raise wrong(problem)
        registry = self.registry.with_resource("", DRAFT202012.create_resource(schema))
        resolver = registry.resolver("")
        bare = {key: value for key, value in schema.items() if key not in TOP}
        hints = _hints(bare)
        bare["x-ui"] = {key: one for key, one in hints.items() if key != "pages"}
        fields = self._fields(bare, "", resolver, deep=0)
        pages = self._pages(hints.get("pages"), fields)
        refuse(self.problems)
        declared = {**known, **names_of(fields)}
        if clash := sorted(known.keys() & names_of(fields).keys()):
            raise wrong(f"Trường “{clash[0]}” trùng tên với dữ kiện có sẵn của thủ tục.")
        return self._with_conditions(str(schema.get("title", "")), pages, declared)

    def _fields(self, schema: Schema, name: str, resolver: Any, deep: int) -> list[Field]:
        self._keywords(schema, name, "object")
        if schema.get("additionalProperties", False) is not False:
            self.say(name, "additionalProperties chỉ có thể là false.")
        properties = schema.get("properties", {})
        required = set(schema.get("required", ()))
        for key in sorted(required - properties.keys()):
            self.say(name, f"“required” nêu “{key}” mà không có trường này.")
        found = []
        for key, one in properties.items():
            field = self._field(key, f"{name}.{key}" if name else key, one, resolver, deep)
            if field is not None:
                found.append(replace(field, required=key in required))
        return found

    def _field(self, key: str, name: str, schema: Schema, resolver: Any, deep: int) -> Field | None:
        self.count += 1
        if self.count > FIELDS_MOST:
            raise wrong(f"Biểu mẫu có hơn {FIELDS_MOST} trường.", where=name)
        if deep >= DEEP_MOST:
            raise wrong("Các nhóm lồng nhau quá sâu, hoặc $ref trỏ vòng quanh.", where=name)
        if problem := bad_name(name) or (f"“{ROW}” là tên riêng." if name == ROW else ""):
            self.say(name, problem)
            return None
        try:
            schema, resolver = self._resolved(schema, name, resolver)
        except Wrong as error:
            self.problems.extend(error.problems)
            return None
        kind = self._kind(schema, name)
        if kind is None:
            return None
        hints = _hints(schema)
        self._ui(schema, hints, name)
        field = Field(
            key=key,
            name=name,
            kind=kind,
            label=str(schema.get("title", "")),
            hint=str(hints.get("hint", schema.get("description", ""))),
            required=False,
            schema=schema,
            options=self._options(schema, hints, name, kind),
            unit=str(hints.get("unit", "")),
        )
        return self._inside(field, schema, resolver, deep)

    def _inside(self, field: Field, schema: Schema, resolver: Any, deep: int) -> Field:
        name = field.name
        if field.kind is FieldKind.GROUP:
            return replace(field, fields=self._fields(schema, name, resolver, deep + 1))
        if field.kind is FieldKind.ROWS:
            items, resolver = self._resolved(schema["items"], name, resolver)
            inner = self._fields(items, name, resolver, deep + 1)
            for one in inner:
                if one.kind in {FieldKind.ROWS, FieldKind.GROUP, FieldKind.CHOICES}:
                    self.say(one.name, "Trong nhóm lặp chỉ có trường đơn.")
            return replace(field, fields=inner)
        return field

    def _resolved(self, schema: Schema, name: str, resolver: Any) -> tuple[Schema, Any]:
        """Follow `$ref`; what stands beside it (title, x-ui) wins over what it points to."""
        for _step in range(DEEP_MOST):
            if "$ref" not in schema:
                return schema, resolver
            ref = schema["$ref"]
            try:
                target = resolver.lookup(ref)
            except (referencing.exceptions.Unresolvable, ValueError, TypeError, KeyError):
                raise wrong(
                    f"$ref “{str(ref)[:80]}” không trỏ tới định nghĩa nào có sẵn"
                    f" (#/$defs/… hoặc {URN}…).",
                    where=name,
                ) from None
            if not isinstance(target.contents, dict):
                raise wrong("$ref phải trỏ tới một định nghĩa.", where=name)
            own = {key: value for key, value in schema.items() if key != "$ref"}
            pointed = {key: one for key, one in target.contents.items() if key not in TOP}
            schema, resolver = {**pointed, **own}, target.resolver
        raise wrong("$ref trỏ vòng quanh hoặc qua quá nhiều bước.", where=name)

    def _kind(self, schema: Schema, name: str) -> FieldKind | None:
        kind = schema.get("type")
        if not isinstance(kind, str) or kind not in OF_TYPE:
            instead = f": {INSTEAD[kind]}" if kind == "number" else ""
            self.say(name, f"Không dùng được “type” là “{str(kind)[:30]}”{instead}.")
            return None
        if kind == "object":
            return FieldKind.GROUP
        self._keywords(schema, name, kind)
        if kind == "array":
            return self._array_kind(schema, name)
        if kind == "string":
            return self._text_kind(schema, name)
        return FieldKind.WHOLE if kind == "integer" else FieldKind.YES_NO

    def _text_kind(self, schema: Schema, name: str) -> FieldKind:
        if schema.get("format", "date") not in FORMATS:
            self.say(name, f"“format” chỉ có: {', '.join(sorted(FORMATS))}.")
        if problem := patterns.problem(schema.get("pattern", "")):
            self.say(name, problem)
        if "enum" in schema:
            return FieldKind.CHOICE
        if schema.get("format") == "date":
            return FieldKind.DATE
        return FieldKind.LONG_TEXT if schema.get("maxLength", 0) > LONG else FieldKind.TEXT

    def _array_kind(self, schema: Schema, name: str) -> FieldKind | None:
        if schema.get("maxItems", ROWS_MOST) > ROWS_MOST:
            self.say(name, f"“maxItems” nhiều nhất là {ROWS_MOST}.")
        items = schema.get("items")
        if isinstance(items, dict) and ("$ref" in items or items.get("type") == "object"):
            return FieldKind.ROWS
        if isinstance(items, dict) and items.get("type") == "string" and "enum" in items:
            return FieldKind.CHOICES
        self.say(name, "“items” phải là một nhóm (object) hoặc các lựa chọn (string có enum).")
        return None

    def _keywords(self, schema: Schema, name: str, kind: str) -> None:
        for key in schema:
            if key not in SHARED | OF_TYPE[kind]:
                instead = f": {INSTEAD[key]}" if key in INSTEAD else ""
                self.say(name, f"Không dùng được “{key[:40]}” ở đây{instead}.")

    def _ui(self, schema: Schema, hints: Mapping[str, Any], name: str) -> None:
        if not isinstance(schema.get("title", None), str) or not schema["title"].strip():
            self.say(name, "Thiếu “title”: nhãn mà người dân đọc.")
        for key in hints:
            if key not in UI:
                self.say(name, f"x-ui không có “{key[:40]}”; có: {', '.join(sorted(UI))}.")
        for key in ("show_when", "required_when"):
            if key in hints:
                self.conditions.append((name, key, str(hints[key])))

    def _options(
        self, schema: Schema, hints: Mapping[str, Any], name: str, kind: FieldKind
    ) -> list[tuple[str, str]]:
        if kind not in {FieldKind.CHOICE, FieldKind.CHOICES}:
            return []
        values = (schema["items"] if kind is FieldKind.CHOICES else schema)["enum"]
        labels = hints.get("options", {})
        if len(values) > OPTIONS_MOST or not all(isinstance(one, str) and one for one in values):
            self.say(name, f"“enum” là từ 1 đến {OPTIONS_MOST} chữ khác rỗng.")
            return []
        if not isinstance(labels, dict) or (missing := [v for v in values if v not in labels]):
            lacking = missing[0] if isinstance(labels, dict) else "…"
            self.say(name, f"x-ui.options thiếu nhãn cho “{lacking}”.")
            return []
        return [(one, str(labels[one])) for one in values]

    def _pages(self, planned: object, fields: Sequence[Field]) -> list[PagePlan]:
        """One page a matter; without a plan each group is a page, other fields share the first."""
        if planned is None:
            return _pages_by_groups(fields)
        by_key = {field.key: field for field in fields}
        pages: list[PagePlan] = []
        for number, page in enumerate(planned if isinstance(planned, list) else [planned], 1):
            where = f"trang {number}"
            if not isinstance(page, dict) or not isinstance(page.get("fields"), list):
                self.say(where, "Một trang có “title” và “fields” (danh sách tên trường).")
                continue
            unknown = [str(key) for key in page["fields"] if str(key) not in by_key]
            if unknown:
                self.say(where, f"Không có trường “{unknown[0][:60]}”, hoặc đã ở trang khác.")
            own = [by_key.pop(str(key)) for key in page["fields"] if str(key) in by_key]
            if "show_when" in page:
                self.conditions.append((where, "show_when", str(page["show_when"])))
            pages.append(PagePlan(str(page.get("title", "")), str(page.get("intro", "")), own))
        if by_key:
            self.say("", f"Trường “{next(iter(by_key))}” không ở trang nào.")
        return pages

    def _with_conditions(
        self, title: str, pages: list[PagePlan], declared: dict[str, Kind | Rows]
    ) -> Form:
        whole = Names(declared)
        rows = {
            name: Names({**declared, **{f"{ROW}.{key}": one for key, one in kind.fields.items()}})
            for name, kind in declared.items()
            if isinstance(kind, Rows)
        }
        compiled: dict[tuple[str, str], Expression] = {}
        for where, key, text in self.conditions:
            try:
                names = rows.get(where.rpartition(".")[0], whole)
                compiled[where, key] = compile_text(text, names)
            except Wrong as error:
                self.problems.extend(error.at(f"{where}, {key}").problems)
        refuse(self.problems)
        form = Form(
            title,
            [
                replace(
                    page,
                    fields=[_conditioned(one, compiled) for one in page.fields],
                    show_when=compiled.get((f"trang {number}", "show_when")),
                )
                for number, page in enumerate(pages, 1)
            ],
        )
        refuse(_circles(form))
        return form


def _conditioned(field: Field, compiled: Mapping[tuple[str, str], Expression]) -> Field:
    return replace(
        field,
        show_when=compiled.get((field.name, "show_when")),
        required_when=compiled.get((field.name, "required_when")),
        fields=[_conditioned(one, compiled) for one in field.fields],
    )


def _pages_by_groups(fields: Sequence[Field]) -> list[PagePlan]:
    groups = {FieldKind.GROUP, FieldKind.ROWS}
    single = [field for field in fields if field.kind not in groups]
    pages = [PagePlan("", "", single)] if single else []
    return pages + [PagePlan(one.label, "", [one]) for one in fields if one.kind in groups]


def _hints(schema: Schema) -> dict[str, Any]:
    hints = schema.get("x-ui", {})
    return dict(hints) if isinstance(hints, dict) else {"x-ui": hints}


def _nodes(schema: object) -> int:
    """How many objects and lists; stops counting where there are too many."""
    count, waiting = 0, [schema]
    while waiting and count <= NODES_MOST:
        one = waiting.pop()
        inside = one.values() if isinstance(one, dict) else one if isinstance(one, list) else None
        if inside is not None:
            count += 1
            waiting.extend(inside)
    return count


def _not_schema(schema: Schema) -> str:
    """Why this is not JSON Schema at all, or ""."""
    for error in Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema):
        path = "/".join(str(one) for one in error.absolute_path)
        return f"Không đúng JSON Schema ở “{path[:200]}”."
    return ""


def _circles(form: Form) -> list[Problem]:
    """Fields whose showing depends, in the end, on themselves."""
    reads: dict[str, set[str]] = {}
    for page in form.pages:
        for field in page.fields:
            _reads(field, page.show_when.uses if page.show_when else frozenset(), reads)
    found = []
    for name, first in reads.items():
        seen, waiting = set(), list(first)
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting.extend(reads.get(one, ()))
        if name in seen:
            found.append(Problem("Điều kiện hiện trường này quay vòng về chính nó.", where=name))
    return found


def _reads(field: Field, above: frozenset[str], reads: dict[str, set[str]]) -> None:
    own = field.show_when.uses if field.show_when else frozenset()
    group = field.name.rpartition(".")[0]
    total = above | {
        f"{group}.{one.removeprefix(f'{ROW}.')}" if one.startswith(f"{ROW}.") else one
        for one in own
    }
    if field.kind is not FieldKind.GROUP:
        reads.setdefault(field.name, set()).update(total)
    for one in field.fields:
        _reads(one, frozenset(total), reads)
        if field.kind is FieldKind.ROWS:  # whoever reads the rows reads each field of them
            reads[field.name].update(reads[one.name] - {field.name})
