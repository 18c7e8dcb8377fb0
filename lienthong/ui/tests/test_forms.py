"""Labels, hints and errors belong to their control by id."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.test.html import parse_html

from lienthong.ui.catalogue_data import SampleForm
from lienthong.ui.forms import DateBoxesField


def draw(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_a_hint_and_an_error_are_read_with_the_control() -> None:
    html = draw("{% field form.subject %}", form=SampleForm(data={}))
    control = re.search(r"<textarea[^>]*>", html)
    assert control
    assert 'aria-describedby="id_subject-hint id_subject-err"' in control[0]
    assert 'aria-invalid="true"' in control[0]
    assert 'id="id_subject-hint"' in html
    assert 'id="id_subject-err"' in html
    assert '<label for="id_subject">' in html


def test_an_untouched_control_has_no_error() -> None:
    html = draw("{% field form.subject %}", form=SampleForm())
    assert "is-err" not in html
    assert 'aria-describedby="id_subject-hint"' in html


def test_what_may_be_left_empty_says_so() -> None:
    html = draw("{% field form.contact %}", form=SampleForm())
    assert "(không bắt buộc)" in html
    assert "(không bắt buộc)" not in draw("{% field form.subject %}", form=SampleForm())


@pytest.mark.parametrize("name", ["urgency", "supports", "due_on"])
def test_many_controls_of_one_answer_are_a_group(name: str) -> None:
    html = draw("{% field form." + name + " %}", form=SampleForm())
    assert html.lstrip().startswith("<fieldset")
    assert "<legend>" in html


def test_the_summary_leads_to_the_first_control_of_each_error() -> None:
    form = SampleForm(data={"subject": "Có", "due_on_0": "31", "due_on_1": "2", "due_on_2": "2022"})
    html = draw("{% error_summary form %}", form=form)
    assert 'role="alert"' in html
    for target in ("id_symbol", "id_urgency_0", "id_due_on_0", "id_agreed"):
        assert f'href="#{target}"' in html
    assert "#id_subject" not in html
    assert "Ngày này không có trong lịch." in html


def test_no_errors_no_summary() -> None:
    assert draw("{% error_summary form %}", form=forms.Form(data={})).strip() == ""


def test_what_was_typed_wrongly_stays_in_the_boxes() -> None:
    form = SampleForm(data={"due_on_0": "31", "due_on_1": "2", "due_on_2": "2022"})
    html = draw("{% field form.due_on %}", form=form)
    assert re.findall(r'name="due_on_\d"[^>]*value="(\d+)"', html) == ["31", "2", "2022"]


GROUPED = [("", "Tất cả"), ("Sở & ban", [("1", "Sở <Y tế>"), (2, 'Ban "Dân tộc"')])]


class Lists(forms.Form):
    one = forms.ChoiceField(choices=GROUPED, initial=2)
    many = forms.MultipleChoiceField(choices=GROUPED, widget=forms.SelectMultiple)


@pytest.mark.parametrize("data", [None, {"one": "1", "many": ["1", "2"]}, {"one": '"><b>'}])
@pytest.mark.parametrize("name", ["one", "many"])
def test_a_list_of_choices_is_written_as_django_writes_it(
    name: str, data: dict[str, object] | None
) -> None:
    attrs = {"class": "inp", "disabled": True, "hidden": False, "title": '"&'}
    bound = Lists(data)[name]
    ours = bound.as_widget(attrs=attrs)
    assert "&lt;Y tế&gt;" in ours
    bound.form.renderer = DjangoTemplates()
    assert parse_html(ours) == parse_html(bound.as_widget(attrs=attrs))


class OneDate(forms.Form):
    on = DateBoxesField(required=False)


@pytest.mark.parametrize(
    ("boxes", "answer"),
    [
        (("6", "11", "2024"), date(2024, 11, 6)),
        ((" 06 ", "11", "2024"), date(2024, 11, 6)),
        (("", "", ""), None),
    ],
)
def test_three_boxes_make_a_date(boxes: tuple[str, ...], answer: date | None) -> None:
    form = OneDate(data={f"on_{i}": text for i, text in enumerate(boxes)})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == answer


@pytest.mark.parametrize("boxes", [("31", "2", "2022"), ("1", "", "2022"), ("1", "1", "22")])
def test_what_is_no_date_is_refused_in_words(boxes: tuple[str, ...]) -> None:
    form = OneDate(data={f"on_{i}": text for i, text in enumerate(boxes)})
    assert form.errors["on"] == ["Ngày này không có trong lịch. Nhập bằng số, ví dụ 21 11 2022."]


def test_a_known_date_fills_the_boxes() -> None:
    html = draw("{% field form.on %}", form=OneDate(initial={"on": date(2022, 11, 21)}))
    assert re.findall(r'value="(\d+)"', html) == ["21", "11", "2022"]
