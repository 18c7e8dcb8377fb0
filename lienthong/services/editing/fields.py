"""Boxes of the editor: what a plain value of a package looks like in one, and what comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.engine.expressions.language import compile_text
from lienthong.engine.expressions.names import Kind, Names
from lienthong.engine.problems import Wrong
from lienthong.engine.sheets import TEXT_MOST
from lienthong.services.editing.draft import as_text

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ud800-\udfff\ufffe\uffff]")
LINES_MOST = 60
DAY_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]
DAY_WRONG = {"invalid": gettext_lazy("Ngày viết dạng 21/11/2022.")}


def _refuse_control(text: str) -> None:
    if CONTROL.search(text):
        raise forms.ValidationError(_("Có ký tự điều khiển không nhìn thấy. Gõ lại bằng tay."))


class Line(forms.CharField):
    """A text on one line, its blanks tidied."""

    def __init__(self, *, most: int = TEXT_MOST, **kwargs: Any) -> None:
        super().__init__(
            max_length=most,
            error_messages={
                "max_length": format_lazy(gettext_lazy("Dài quá {most} ký tự."), most=most)
            },
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        text = " ".join(str(super().clean(value)).split())
        _refuse_control(text)
        return text

    def shown(self, value: Any) -> Any:
        """A plain value as this box begins."""
        return " ".join(as_text(value).split())


class Words(Line):
    """A text that needs more room, still one paragraph."""

    widget = forms.Textarea(attrs={"rows": 3})


class Lines(forms.CharField):
    """A list: one line, one entry."""

    widget = forms.Textarea(attrs={"rows": 5})

    def clean(self, value: Any) -> list[str]:
        text = str(super().clean(value))
        found = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        for line in found:
            _refuse_control(line)
            if len(line) > TEXT_MOST:
                raise forms.ValidationError(_("Có dòng dài quá 600 ký tự."))
        if len(found) > LINES_MOST:
            raise forms.ValidationError(_("Nhiều nhất 60 dòng."))
        return found

    def shown(self, value: Any) -> Any:
        """A plain list as this box begins."""
        rows = value if isinstance(value, list) else []
        return "\n".join(" ".join(as_text(one).split()) for one in rows)


class Expression(Line):
    """CEL; `wants` is what it must give, `after` whether the case is known already."""

    widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "autocapitalize": "off"})

    def __init__(self, *, wants: Kind = Kind.YES_NO, after: bool = True, **kwargs: Any) -> None:
        self.wants, self.after = wants, after
        super().__init__(most=2_000, **kwargs)

    def told(self, text: str, names: tuple[Names, Names] | None) -> str:
        """What is wrong with it, ""."""
        if not text or names is None:
            return ""
        try:
            compile_text(text, names[self.after], wants=self.wants)
        except Wrong as error:
            return " ".join(one.sentence for one in error.problems)
        return ""


class YesNo(forms.BooleanField):
    """`usual` is what a package means that doesn't say."""

    def __init__(self, *, usual: bool = False, **kwargs: Any) -> None:
        self.usual = usual
        super().__init__(required=False, **kwargs)

    def shown(self, value: Any) -> Any:
        """A plain value as this box begins."""
        return self.usual if value is None else value is True


class Whole(forms.IntegerField):
    """A whole number."""

    def __init__(self, least: int, most: int, **kwargs: Any) -> None:
        wrong = format_lazy(
            gettext_lazy("Ghi một số từ {least} đến {most}."), least=least, most=most
        )
        told = dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
        super().__init__(min_value=least, max_value=most, error_messages=told, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def shown(self, value: Any) -> Any:
        """A plain value as this box begins."""
        return value if isinstance(value, int) else None


class Day(forms.DateField):
    """A date of a package: kept as 2022-11-21."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=DAY_FORMATS,
            widget=forms.DateInput(format="%d/%m/%Y"),
            error_messages=DAY_WRONG,
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        found = super().clean(value)
        return found.isoformat() if found else ""

    def shown(self, value: Any) -> Any:
        """A plain value as this box begins."""
        try:
            return date.fromisoformat(str(value)).strftime("%d/%m/%Y")
        except ValueError:
            return ""


class Pick(forms.ChoiceField):
    """One of a few words, each with a name people read."""

    def __init__(
        self, words: Mapping[str, Any], *, empty: str | Promise = "", **kwargs: Any
    ) -> None:
        first = [] if kwargs.get("required", True) else [("", empty or gettext_lazy("Không chọn"))]
        super().__init__(choices=[*first, *words.items()], **kwargs)

    def ask(self) -> None:
        """Begin with nothing chosen: what nobody chose is not taken for an answer."""
        choices: Any = self.choices
        if not any(value == "" for value, _name in choices):
            self.choices = [("", gettext_lazy("Chọn")), *choices]

    def shown(self, value: Any) -> Any:
        """A plain value as this box begins."""
        return as_text(value)


class Picks(forms.TypedMultipleChoiceField):
    """Some of a few words, in the order they were given."""

    def __init__(self, words: Mapping[Any, Any], *, coerce: Any = str, **kwargs: Any) -> None:
        super().__init__(
            choices=list(words.items()),
            coerce=coerce,
            empty_value=[],
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )

    def shown(self, value: Any) -> Any:
        """A plain list as these boxes begin."""
        return [as_text(one) for one in value] if isinstance(value, list) else []
