"""Which fields an answer shows and requires, and what is wrong in it.

A field that is not shown is not required and its value is dropped: what nobody saw is no answer.
A group that is not required and left empty requires nothing inside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from lienthong.engine.expressions import patterns
from lienthong.engine.expressions.functions import WorkingDays
from lienthong.engine.expressions.language import Expression
from lienthong.engine.expressions.names import Unfit
from lienthong.engine.forms.fields import ROW, Field, FieldKind, FieldProblem, Form
from lienthong.engine.problems import Wrong

Answer = Mapping[str, Any]
PROBLEMS_MOST = 100


@dataclass(frozen=True)
class Seen:
    """An answer without what is hidden; `shown` and `required` hold addresses (`children.0.age`),
    rows' own address included.
    """

    answer: dict[str, Any]
    shown: frozenset[str]
    required: frozenset[str]
    pages: tuple[bool, ...]
    problems: tuple[FieldProblem, ...] = ()


def see(
    form: Form,
    answer: object,
    *,
    known: Mapping[str, Any] | None = None,
    working_days: WorkingDays | None = None,
) -> Seen:
    """Decide what is shown. Conditions read the answer without hidden values, so deciding repeats
    until nothing changes; the schema's check for circles makes it end.
    """
    seeing = _Seeing(form, known or {}, working_days)
    pruned = answer if isinstance(answer, dict) else {}
    for _round in range(len(seeing.names) + 2):
        seen = seeing.once(pruned, answer if isinstance(answer, dict) else {})
        if seen.answer == pruned:
            break
        pruned = seen.answer
    return seen


class _Seeing:
    def __init__(
        self, form: Form, known: Mapping[str, Any], working_days: WorkingDays | None
    ) -> None:
        self.form = form
        self.known = known
        self.working_days = working_days
        self.names = [one.name for field in form.fields for one in field.walk()]

    def once(self, pruned: Answer, typed: Answer) -> Seen:
        """Conditions read `pruned`; values are taken from `typed`."""
        self.facts = {**self.known, **pruned}
        self.shown: set[str] = set()
        self.required: set[str] = set()
        self.problems: list[FieldProblem] = []
        answer: dict[str, Any] = {}
        pages = []
        for page in self.form.pages:
            open_page = self.holds(page.show_when, {}, "")
            pages.append(open_page)
            if open_page:
                for field in page.fields:
                    self.field(field, field.key, typed, answer, {})
        found = tuple(dict.fromkeys(self.problems))
        return Seen(answer, frozenset(self.shown), frozenset(self.required), tuple(pages), found)

    def holds(self, condition: Expression | None, row: Answer, name: str) -> bool:
        if condition is None:
            return True
        facts = {**self.facts, ROW: row} if row else self.facts
        try:
            return condition.holds(facts, working_days=self.working_days)
        except Unfit:
            return False  # that field has a problem of its own
        except Wrong as error:
            told = f"Điều kiện của trường này không tính được. {error.problems[0].sentence}"
            self.problems.append(FieldProblem(name, told))
            return True

    def field(
        self, field: Field, name: str, typed: Answer, answer: dict[str, Any], row: Answer
    ) -> None:
        if not self.holds(field.show_when, row, name):
            return
        self.shown.add(name)
        wanted = field.required_when is not None and self.holds(field.required_when, row, name)
        if field.required or wanted:
            self.required.add(name)
        value = typed.get(field.key)
        if field.kind is FieldKind.GROUP:
            inner: dict[str, Any] = {}
            given = value if isinstance(value, dict) else {}
            for one in field.fields:
                self.field(one, f"{name}.{one.key}", given, inner, row)
            if inner or isinstance(value, dict):
                answer[field.key] = inner
            if name not in self.required and not _filled(inner):
                self.required = {one for one in self.required if not one.startswith(f"{name}.")}
        elif field.kind is FieldKind.ROWS and isinstance(value, list):
            answer[field.key] = [self._row(field, name, at, one) for at, one in enumerate(value)]
        elif value is not None:
            answer[field.key] = value

    def _row(self, field: Field, name: str, at: int, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        self.shown.add(f"{name}.{at}")
        inner: dict[str, Any] = {}
        for one in field.fields:
            self.field(one, f"{name}.{at}.{one.key}", value, inner, value)
        return inner


def _filled(value: Any) -> bool:
    """Has anybody answered anything in it?"""
    if isinstance(value, dict):
        return any(_filled(one) for one in value.values())
    return not (value is None or value is False or value in ("", [], {}))


def check(
    form: Form,
    answer: object,
    *,
    known: Mapping[str, Any] | None = None,
    working_days: WorkingDays | None = None,
) -> Seen:
    """`see`, and every problem of the answer as a sentence addressed to its field."""
    seen = see(form, answer, known=known, working_days=working_days)
    problems = list(seen.problems)
    if not isinstance(answer, dict):
        problems.append(FieldProblem("", "Dữ liệu phải là một đối tượng JSON có tên từng trường."))
    else:
        problems += _unknown(list(form.fields), answer, "")
        for field in form.fields:
            problems += _wrong(field, field.key, seen.answer.get(field.key), seen)
    return Seen(seen.answer, seen.shown, seen.required, seen.pages, tuple(problems[:PROBLEMS_MOST]))


def _unknown(fields: Sequence[Field], answer: Answer, prefix: str) -> Iterator[FieldProblem]:
    by_key = {field.key: field for field in fields}
    for key, value in answer.items():
        name = f"{prefix}{str(key)[:80]}"
        field = by_key.get(key)
        if field is None:
            yield FieldProblem(name, "Biểu mẫu không có trường này.")
        elif field.kind is FieldKind.GROUP and isinstance(value, dict):
            yield from _unknown(field.fields, value, f"{name}.")
        elif field.kind is FieldKind.ROWS and isinstance(value, list):
            for at, row in enumerate(value):
                if isinstance(row, dict):
                    yield from _unknown(field.fields, row, f"{name}.{at}.")


def _wrong(field: Field, name: str, value: Any, seen: Seen) -> Iterator[FieldProblem]:
    """What is wrong with a shown field's value."""
    if name not in seen.shown:
        return
    if field.kind is FieldKind.GROUP:
        yield from _wrong_group(field, name, {} if value is None else value, seen)
    elif name in seen.required and not _filled(value):
        yield FieldProblem(name, _missing(field))
    elif value is not None:
        schema = {**field.schema, "items": {}} if field.kind is FieldKind.ROWS else field.schema
        for error in _validator(schema).iter_errors(value):
            yield FieldProblem(name, sentence(error, field))
        if field.kind is FieldKind.ROWS and isinstance(value, list):
            for at, row in enumerate(value):
                yield from _wrong_group(field, f"{name}.{at}", row, seen)


def _wrong_group(field: Field, name: str, value: Any, seen: Seen) -> Iterator[FieldProblem]:
    if not isinstance(value, dict):
        yield FieldProblem(name, TYPES[FieldKind.GROUP])
        return
    for one in field.fields:
        yield from _wrong(one, f"{name}.{one.key}", value.get(one.key), seen)


def _missing(field: Field) -> str:
    label = field.label[:1].lower() + field.label[1:]
    if field.kind is FieldKind.YES_NO:
        return f"Cần đánh dấu “{field.label}” để tiếp tục."
    if field.kind in {FieldKind.CHOICE, FieldKind.CHOICES}:
        return f"Chưa chọn {label}."
    if field.kind is FieldKind.ROWS:
        return f"Chưa có dòng nào ở “{field.label}”."
    return f"Chưa điền {label}."


def sentence(error: ValidationError, field: Field) -> str:
    """What the validator found, as the person who typed reads it."""
    rule, limit = error.validator, error.validator_value
    fixed = {
        "enum": "Chọn một trong các mục có sẵn.",
        "const": "Giá trị này không được nhận.",
        "uniqueItems": "Có mục chọn hai lần.",
    }
    if rule == "type":
        return TYPES[field.kind]
    if rule == "format":
        known = {"date": "Ngày viết dạng 21/11/2022.", "email": "Địa chỉ thư điện tử viết sai."}
        return known.get(str(limit), "Viết chưa đúng dạng.")
    if rule == "pattern":
        return f"Viết chưa đúng dạng. {field.hint}".strip()
    counted = {
        "minLength": f"Cần ít nhất {limit} ký tự.",
        "maxLength": f"Dài quá {limit} ký tự: bớt lại.",
        "minimum": f"Phải từ {thousands(limit)} trở lên.",
        "maximum": f"Không quá {thousands(limit)}.",
        "minItems": f"Cần ít nhất {limit} mục.",
        "maxItems": f"Nhiều nhất {limit} mục.",
    }
    return {**fixed, **counted}.get(str(rule), "Giá trị này không được nhận.")


TYPES = {
    FieldKind.TEXT: "Chỗ này phải là chữ.",
    FieldKind.LONG_TEXT: "Chỗ này phải là chữ.",
    FieldKind.WHOLE: "Chỗ này phải là số nguyên.",
    FieldKind.DATE: "Ngày viết dạng 21/11/2022.",
    FieldKind.YES_NO: "Chỗ này chỉ có hoặc không.",
    FieldKind.CHOICE: "Chọn một trong các mục có sẵn.",
    FieldKind.CHOICES: "Chọn trong các mục có sẵn.",
    FieldKind.GROUP: "Chỗ này phải là một nhóm trường.",
    FieldKind.ROWS: "Chỗ này phải là danh sách dòng.",
}


def thousands(number: object) -> str:
    """`1.234.567`."""
    return f"{number:,}".replace(",", ".") if isinstance(number, int) else str(number)


def _pattern(
    _validator: Any, pattern: str, value: object, _schema: object
) -> Iterator[ValidationError]:
    """In linear time (expressions/patterns.py), never by Python's `re`."""
    if isinstance(value, str) and patterns.found(pattern, value) is not True:
        yield ValidationError("pattern")


def _whole(_checker: Any, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


FORMATS = FormatChecker(formats=())


@FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


@FORMATS.checks("email")
def _is_email(value: object) -> bool:
    return not isinstance(value, str) or bool(
        patterns.found(r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", value)
    )


_CHECKED = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {"pattern": _pattern},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _whole),
)


def _validator(schema: Mapping[str, Any]) -> Any:
    """A validator of one field's value."""
    return _CHECKED(schema, format_checker=FORMATS)
