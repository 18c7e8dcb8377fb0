"""Django form fields with label, hint and error joined by ids, and the error summary."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lienthong.ui.forms import DateBoxes

register = template.Library()

Values = dict[str, Any]

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DateBoxes, "date"),
    (forms.CheckboxSelectMultiple, "options"),
    (forms.RadioSelect, "options"),
    (forms.CheckboxInput, "check"),
    (forms.FileInput, "file"),
    (forms.Textarea, "text"),
    (forms.Select, "text"),
    (forms.Widget, "text"),
)


def _kind(widget: forms.Widget) -> str:
    return next(kind for widget_class, kind in KINDS if isinstance(widget, widget_class))


def first_id(bound: BoundField) -> str:
    """The id of the control that takes focus when this field is in error."""
    base = bound.auto_id or bound.html_name
    return f"{base}_0" if _kind(bound.field.widget) in {"date", "options"} else base


@register.inclusion_tag("ui/parts/field.html")
def field(
    bound: BoundField,
    width: str = "",
    *,
    hint: str | None = None,
    label: str = "",
    across: bool = False,
    optional: bool = True,
    **attrs: str | bool,
) -> Values:
    """`{% field form.subject %}`: label above, hint under it, error between them and the control.

    `width` is "w2", "w4", "w10" or "w20" where the answer's length is known; `across` puts choices
    in a line; `optional=False` leaves out "(không bắt buộc)" (in filters). Others are attributes
    of the control (`autocomplete="name"`).
    """
    base = bound.auto_id or bound.html_name
    kind = _kind(bound.field.widget)
    hint = str(bound.help_text) if hint is None else hint
    told = [f"{base}-hint"] if hint else []
    told += [f"{base}-err"] if bound.errors else []
    given = {name.replace("_", "-"): value for name, value in attrs.items()}
    described = " ".join(told)
    if kind in {"text", "file", "check"} and described:
        given["aria-describedby"] = described
    if kind == "text":
        given["class"] = f"inp {width}".strip()
    if kind == "file":
        given["class"] = "upload"
    control: SafeString | None = None
    if kind in {"text", "file", "check"}:
        control = bound.as_widget(attrs=given)
    return {
        "bound": bound,
        "kind": kind,
        "base": base,
        "control": control,
        "hidden": bound.is_hidden,
        "label": label or bound.label,
        "hint": hint,
        "described": described,
        "error": bound.errors[0] if bound.errors else "",
        "across": across,
        "optional": optional and not bound.field.required and kind != "check",
        "boxes": _boxes(bound) if kind == "date" else (),
    }


def _boxes(bound: BoundField) -> list[Values]:
    widget = bound.field.widget
    base = bound.auto_id or bound.html_name
    inner = widget.get_context(bound.html_name, bound.value(), {"id": base})["widget"]
    names = (_("Ngày"), _("Tháng"), _("Năm"))
    return [
        {"label": name, "id": f"{base}_{i}", "name": box["name"], "value": box["value"]}
        for i, (name, box) in enumerate(zip(names, inner["subwidgets"], strict=True))
    ]


@register.inclusion_tag("ui/parts/error_summary.html")
def error_summary(*bound_forms: forms.BaseForm, title: str = "", focus: bool = True) -> Values:
    """Everything to correct, at the top, each a link to its field; nothing when all is well.

    It takes the focus when the page opens; the page's title should then begin with "Lỗi:".
    """
    problems: list[tuple[str, str]] = []
    for form in bound_forms:
        problems += [("", str(text)) for text in form.non_field_errors()]
        problems += [(first_id(bound), str(bound.errors[0])) for bound in form if bound.errors]
    return {"problems": problems, "title": title, "focus": focus}
