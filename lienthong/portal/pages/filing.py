"""Filing: where and for whom, one matter a page, papers, check, submit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthong.directory.acting import ActingRequest, citizen
from lienthong.directory.models import Representation
from lienthong.engine.forms import drawing, posts
from lienthong.engine.forms.fields import FieldProblem
from lienthong.engine.problems import Wrong
from lienthong.kernel.errors import Refused
from lienthong.portal import applying, languages, offices, showing, uploads
from lienthong.portal.applying import PaperAsked, Writing
from lienthong.portal.handing import file_draft, filed_already, reuse
from lienthong.portal.pages.common import FORM, UNPROCESSABLE, citizen_of, file_of, number_of, sent
from lienthong.portal.pages.public import day_of
from lienthong.services.actions import drafts
from lienthong.services.actions.drafts import Change
from lienthong.services.models import Draft, Version
from lienthong.services.models.applications import ONLINE
from lienthong.services.shelf import package_of


def writing_of(request: ActingRequest, draft_key: UUID) -> Writing:
    """The draft of this citizen under that key; 404 for anybody else's."""
    seen = Draft.objects.visible_to(request.act).select_related("version__procedure")
    return Writing(request.act, seen.get(key=draft_key), citizen_of(request))


@FORM
@citizen
def start(request: ActingRequest, code: str) -> HttpResponseBase:
    """What to have ready; a draft to go on with, or a new one."""
    version = Version.objects.on(day_of(request)).filter(procedure__code=code).first()
    if version is None:
        raise Http404
    package = package_of(version)
    if ONLINE not in package.channels:
        raise Refused(
            "portal.not_online",
            _("Thủ tục này chưa nộp trên mạng được. Đến Bộ phận Một cửa để nộp."),
            reason="input",
        )
    if sent(request):
        draft = drafts.begin(request.act, version=version)
        return redirect("portal:place", draft.key)
    own = Draft.objects.visible_to(request.act).filter(version__procedure__code=code)
    context = {
        "package": package,
        "texts": showing.texts_of(package),
        "papers": showing.papers(package),
        "pages": len(package.form.pages),
        "drafts": own.order_by("-kept_at", "-id")[:5],
    }
    return render(request, "portal/start.html", context)


@FORM
@citizen
def place(request: ActingRequest, draft_key: UUID) -> HttpResponseBase:
    """Which office, and in whose name."""
    writing = writing_of(request, draft_key)
    day = day_of(request)
    known = offices.of_citizen(writing.package, day, writing.citizen)
    held = list(Representation.objects.held_by(writing.citizen, day).order_by("name", "id"))
    problem = ""
    if sent(request):
        agency = number_of(request.POST.get("noi-nop", ""))
        whom = number_of(request.POST.get("nop-cho", "")) or 0
        if agency in known.known and (not whom or whom in {one.pk for one in held}):
            change = Change(agency_id=agency, applicant={"representation": whom})
            drafts.change(request.act, key=draft_key, to=change)
            return redirect("portal:form", draft_key, writing.pages[0])
        problem = _("Chọn nơi nộp hồ sơ trong danh sách.")
    context = {
        **_frame(writing, 1),
        "offices": known,
        "chosen": writing.draft.agency_id or (known.home.agency_id if known.home else None),
        "held": held,
        "whom": writing.draft.applicant.get("representation", 0),
        "problem": problem,
    }
    return render(request, "portal/place.html", context, status=UNPROCESSABLE if problem else 200)


@FORM
@citizen
def form_page(request: ActingRequest, draft_key: UUID, number: int) -> HttpResponseBase:
    """One matter of the form. What can be read is kept even where something is wrong."""
    writing = writing_of(request, draft_key)
    if number not in writing.pages:
        raise Http404
    if not sent(request):
        return _form(request, writing, number)
    try:
        typed = posts.read(writing.page(number).fields, dict(request.POST.lists()))
    except Wrong as error:
        raise Refused("portal.form", error.problems[0].sentence, reason="input") from error
    own = {one.key for one in writing.page(number).fields}
    rest = {name: value for name, value in writing.draft.answers.items() if name not in own}
    kept = applying.with_identity(writing.package, {**rest, **typed.answer}, writing.citizen)
    drafts.change(request.act, key=draft_key, to=Change(answers=kept, page=number))
    after = Writing(request.act, writing.draft, writing.citizen)
    after.answers = kept
    if "luu" in request.POST:
        messages.info(request, _("Đã lưu. Mở lại ở Hồ sơ của tôi để viết tiếp."))
        return redirect("portal:applications")
    if "them-dong" in request.POST:
        return _form(request, after, number, texts=typed.texts, blank_rows=1)
    wrong = [*typed.problems, *after.problems_on(number, after.seen)]
    if wrong:
        return _form(request, after, number, texts=typed.texts, problems=typed.problems, show=True)
    return _onward(after, number, to_review="ve-kiem-tra" in request.POST)


def _onward(after: Writing, number: int, *, to_review: bool) -> HttpResponse:
    """To the next page of the form, or back to where somebody came from to change this one."""
    if to_review and after.first_wrong is None:
        return redirect("portal:review", after.draft.key)
    later = [one for one in after.pages if one > number]
    if later:
        return redirect("portal:form", after.draft.key, later[0])
    return redirect("portal:papers", after.draft.key)


def _form(
    request: ActingRequest,
    writing: Writing,
    number: int,
    *,
    texts: Any = None,
    problems: Sequence[FieldProblem] = (),
    blank_rows: int = 0,
    show: bool = False,
) -> HttpResponse:
    seen = writing.seen
    if not show:  # nobody has sent this page yet: nothing is wrong in it
        seen = applying.without_problems(seen)
    views = drawing.draw(
        writing.package.form, seen, texts=texts, problems=problems, blank_rows=blank_rows
    )
    view = views[number - 1]
    pages = writing.pages
    context = {
        **_frame(writing, 2),
        "page": view,
        "errors": _errors(view) if show else [],
        "locked": applying.locked_names(writing.package, writing.citizen),
        "source": applying.source_of(writing.citizen),
        "number": pages.index(number) + 1,
        "count": len(pages),
        "back": reverse("portal:form", args=[writing.draft.key, pages[pages.index(number) - 1]])
        if pages.index(number)
        else reverse("portal:place", args=[writing.draft.key]),
        "to_review": "kiem-tra" in request.GET or "ve-kiem-tra" in request.POST,
    }
    return render(request, "portal/form.html", context, status=UNPROCESSABLE if show else 200)


def _errors(view: drawing.PageView) -> list[tuple[str, str]]:
    """(id of the field, words) for the summary."""
    found: list[tuple[str, str]] = []
    for group in view.groups:
        first = group.fields[0].id if group.fields else ""
        found += [(first, words) for words in group.errors]
        for one in group.fields:
            target = f"{one.id}-0" if one.kind in {"choice", "choices"} else one.id
            found += [(target, words) for words in one.errors]
    return found


@FORM
@citizen
def papers(request: ActingRequest, draft_key: UUID) -> HttpResponseBase:
    """The papers of this case: photos, files, or what was handed in before."""
    writing = writing_of(request, draft_key)
    if writing.first_wrong is not None:
        return redirect("portal:form", draft_key, writing.first_wrong)
    trouble: tuple[str, str] | None = None
    if sent(request):
        code = request.POST.get("giay-to", "")
        asked = next((one for one in writing.papers if one.component.code == code), None)
        try:
            _add_paper(request, writing, asked)
        except Refused as refused:
            trouble = (code if asked else "", refused.message)
        else:
            return redirect(f"{reverse('portal:papers', args=[draft_key])}#giay-to-{code}")
    context = {**_frame(writing, 3), "trouble": trouble, "accept": uploads.ACCEPT}
    return render(request, "portal/papers.html", context, status=UNPROCESSABLE if trouble else 200)


def _add_paper(request: ActingRequest, writing: Writing, asked: PaperAsked | None) -> None:
    if asked is None or not asked.takes_files:
        raise Refused(
            "portal.paper",
            _("Hồ sơ này không cần giấy tờ ấy. Tải lại trang rồi chọn lại."),
            reason="input",
        )
    if "dung-lai" in request.POST:
        reuse(request.act, writing, asked, number_of(request.POST["dung-lai"]) or 0)
        return
    file = uploads.staged(request.FILES.getlist("tep"), asked.component.name)
    drafts.add_paper(
        request.act,
        key=writing.draft.key,
        component=asked.component.code,
        name=file.name,
        file=file,
        source="upload",
    )


@require_POST
@citizen
def paper_drop(request: ActingRequest, draft_key: UUID, paper_id: int) -> HttpResponseBase:
    """Take a file out again."""
    drafts.drop_paper(request.act, key=draft_key, paper_id=paper_id)
    return redirect("portal:papers", draft_key)


@require_safe
@citizen
def paper_file(request: ActingRequest, draft_key: UUID, paper_id: int) -> HttpResponseBase:
    """Look at a file of the draft."""
    draft = Draft.objects.visible_to(request.act).get(key=draft_key)
    paper = draft.papers.select_related("attachment").get(id=paper_id)
    return file_of(paper.attachment, paper.name)


@FORM
@citizen
def review(request: ActingRequest, draft_key: UUID) -> HttpResponseBase:
    """Everything once more, the declaration, and submit; the same key files once."""
    if sent(request) and (before := filed_already(request.act, draft_key)) is not None:
        return redirect("portal:confirmation", before)
    writing = writing_of(request, draft_key)
    if writing.first_wrong is not None:
        return redirect("portal:form", draft_key, writing.first_wrong)
    problems: list[tuple[str, str]] = []
    if sent(request):
        problems = _before_filing(request, writing)
        if not problems:
            try:
                with languages.writing():
                    filed = file_draft(request.act, writing)
            except Refused as refused:
                problems = [("", refused.message)]
            else:
                return redirect("portal:confirmation", filed.application_id)
    context = {
        **_frame(writing, 4),
        "office": offices.of_citizen(writing.package, day_of(request), writing.citizen).known.get(
            writing.draft.agency_id or 0
        ),
        "for_whom": Representation.objects.held_by(writing.citizen, day_of(request))
        .filter(id=writing.draft.applicant.get("representation") or 0)
        .first(),
        "problems": problems,
        "case": writing.texts.of(writing.case.name),
    }
    return render(request, "portal/review.html", context, status=UNPROCESSABLE if problems else 200)


def _before_filing(request: ActingRequest, writing: Writing) -> list[tuple[str, str]]:
    found = [
        (f"giay-to-{one.component.code}", _("Thiếu giấy tờ: {name}.").format(name=one.name))
        for one in writing.papers
        if one.lacking
    ]
    if writing.draft.agency_id is None:
        found.append(("", _("Chưa chọn nơi nộp. Về bước Nơi nộp để chọn.")))
    if request.POST.get("cam-doan") != "1":
        found.append(("cam-doan", _("Đánh dấu vào ô cam đoan trước khi nộp.")))
    return found


@require_POST
@citizen
def discard(request: ActingRequest, draft_key: UUID) -> HttpResponseBase:
    """Throw a draft away."""
    drafts.discard(request.act, key=draft_key)
    messages.info(request, _("Đã xóa hồ sơ viết dở."))
    return redirect("portal:applications")


def _frame(writing: Writing, step: int) -> dict[str, Any]:
    """What every step shows: the procedure, the draft, how far it is."""
    key = writing.draft.key
    names = (_("Nơi nộp"), _("Tờ khai"), _("Giấy tờ"), _("Kiểm tra và nộp"))
    done = writing.first_wrong is None
    addresses = (
        reverse("portal:place", args=[key]),
        reverse("portal:form", args=[key, writing.pages[0]]),
        reverse("portal:papers", args=[key]) if done else "",
        reverse("portal:review", args=[key]) if done else "",
    )
    return {
        "writing": writing,
        "draft": writing.draft,
        "package": writing.package,
        "texts": writing.texts,
        "step": step,
        "step_name": names[step - 1],
        "steps": [
            (number, name, address if number < step else "")
            for number, (name, address) in enumerate(zip(names, addresses, strict=True), 1)
        ],
    }
