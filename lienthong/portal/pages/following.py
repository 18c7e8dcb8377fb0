"""One's own applications: the list, one of them, and everything its owner does with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest, citizen
from lienthong.engine.forms import posts
from lienthong.engine.problems import Wrong
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.errors import Refused
from lienthong.portal import applying, following, languages, showing, uploads
from lienthong.portal.pages.common import FORM, UNPROCESSABLE, citizen_of, file_of, number_of, sent
from lienthong.services import banks
from lienthong.services.actions import ending, returning, supplementing
from lienthong.services.actions.common import facts_of
from lienthong.services.actions.submitting import Handed
from lienthong.services.models import Application, Draft, Payment, Result
from lienthong.services.models.payments import PAID, WAITING
from lienthong.services.payments import vietqr
from lienthong.services.rules import ENDED, Status
from lienthong.services.shelf import package_of

LIST_MOST = 50
STARS = range(5, 0, -1)


def own(request: ActingRequest, application_id: int) -> Application:
    """One of this citizen's applications; 404 for anybody else's."""
    seen = Application.objects.visible_to(request.act)
    return seen.select_related("version", "applicant").get(id=application_id)


@require_safe
@citizen
def applications(request: ActingRequest) -> HttpResponseBase:
    """Everything one has filed, the newest first, and what is being written."""
    act = request.act
    before = number_of(request.GET.get("truoc", ""))
    rows = Application.objects.visible_to(act).select_related("version").order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: LIST_MOST + 1])
    context = {
        "drafts": [
            (one, showing.texts_of(package_of(one.version)).of(one.version.name))
            for one in Draft.objects.visible_to(act)
            .select_related("version")
            .order_by("-kept_at", "-id")[:LIST_MOST]
        ],
        "lines": [following.line(one, act.at) for one in found[:LIST_MOST]],
        "next": found[LIST_MOST - 1].pk if len(found) > LIST_MOST else None,
    }
    return render(request, "portal/applications.html", context)


@require_safe
@citizen
def application(request: ActingRequest, application_id: int) -> HttpResponseBase:
    """One application: where it stands, since when, until when, what to do."""
    one = own(request, application_id)
    package = package_of(one.version)
    texts = showing.texts_of(package)
    seen = applying.seen_of(package, one.answers, facts_of(one))
    names = {paper.code: paper.name for paper in package.components.all}
    context = {
        "one": one,
        "followed": following.follow(one, request.act.at, owner=True),
        "sections": applying.sections(package, seen, texts),
        "papers": [
            (paper, texts.of(names.get(paper.component, paper.component)))
            for paper in one.papers.select_related("attachment").order_by("id")
        ],
        "may_withdraw": one.status not in ENDED,
        "may_rate": one.status in {Status.DONE, Status.RETURNED},
        "children": [following.line(child, request.act.at) for child in _children(one)],
    }
    return render(request, "portal/application.html", context)


def _children(one: Application) -> list[Application]:
    return list(one.children.select_related("version").order_by("id"))


@require_safe
@citizen
def confirmation(request: ActingRequest, application_id: int) -> HttpResponseBase:
    """It has been filed: the code, the QR, what happens next; also the receipt to print."""
    one = own(request, application_id)
    address = request.build_absolute_uri(f"{reverse('portal:track')}?ma={one.code}")
    context = {
        "one": one,
        "followed": following.follow(one, request.act.at, owner=True),
        "qr": vietqr.picture(address),
    }
    return render(request, "portal/confirmation.html", context)


@require_safe
@citizen
def paper(request: ActingRequest, application_id: int, paper_id: int) -> HttpResponseBase:
    """A file that was handed in."""
    one = own(request, application_id).papers.select_related("attachment").get(id=paper_id)
    if one.attachment is None:
        raise Http404
    return file_of(one.attachment, one.name)


@require_safe
@citizen
def result(request: ActingRequest, application_id: int) -> HttpResponseBase:
    """The signed file of the result."""
    one = own(request, application_id)
    made = Result.objects.exclude(sha256="").get(application=one)
    if one.status != Status.RETURNED:
        raise Refused(
            "portal.not_returned",
            _("Kết quả này nhận tại cơ quan hoặc qua bưu chính. Tải được sau khi đã trả."),
        )
    request.looked.append(("print", one))
    return HttpResponse(
        store().path(made.sha256).read_bytes(),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="ket-qua-{one.code}.pdf"'},
    )


@FORM
@citizen
def supplement(request: ActingRequest, application_id: int) -> HttpResponseBase:
    """Answer everything that was asked for, at once: files, and the form where it must change."""
    one = own(request, application_id)
    asked = one.supplements_asked.filter(answered_at=None).first()
    if asked is None:
        raise Refused("portal.nothing_asked", _("Hồ sơ này không còn yêu cầu bổ sung nào."))
    package = package_of(one.version)
    seen = applying.seen_of(package, one.answers, facts_of(one))
    components = [paper for paper in package.components.all if applying.takes_files(paper)]
    trouble = ""
    if sent(request):
        try:
            handed = [
                Handed(paper.code, paper.name, staged=uploads.staged(files, paper.name))
                for paper in components
                if (files := request.FILES.getlist(f"tep.{paper.code}"))
            ]
            answers = _changed(request, one)
            with languages.writing():
                supplementing.answer_supplement(
                    request.act, application_id=one.pk, papers=handed, answers=answers
                )
        except Refused as refused:
            trouble = refused.message
        else:
            messages.info(request, _("Đã nộp bổ sung. Thời hạn giải quyết tính tiếp từ bây giờ."))
            return redirect("portal:application", one.pk)
    texts = showing.texts_of(package)
    context = {
        "one": one,
        "asked": asked,
        "components": [(paper.code, texts.of(paper.name)) for paper in components],
        "accept": uploads.ACCEPT,
        "trouble": trouble,
        "texts": texts,
        "pages": applying.drawn(package, seen),
        "source": applying.source_of(citizen_of(request)),
        "locked": frozenset({f"applicant.{key}" for key in applying.LOCKED}),
    }
    return render(
        request, "portal/supplement.html", context, status=UNPROCESSABLE if trouble else 200
    )


def _changed(request: ActingRequest, one: Application) -> dict[str, Any] | None:
    """The form as sent, where the applicant says that it changed."""
    if request.POST.get("sua-to-khai") != "1":
        return None
    form = package_of(one.version).form
    try:
        typed = posts.read(list(form.fields), dict(request.POST.lists()))
    except Wrong as error:
        raise Refused("portal.form", error.problems[0].sentence, reason="input") from error
    if typed.problems:
        raise Refused("portal.form", typed.problems[0].sentence, reason="input")
    answers = typed.answer
    kept = one.answers.get(applying.APPLICANT)
    if isinstance(kept, dict) and isinstance(answers.get(applying.APPLICANT), dict):
        answers[applying.APPLICANT] |= {key: kept[key] for key in applying.LOCKED if key in kept}
    return answers


@require_safe
@citizen
def fee(request: ActingRequest, application_id: int) -> HttpResponseBase:
    """Pay: how much, what for, the code to scan; it sees by itself when the money has come."""
    one = own(request, application_id)
    return render(request, "portal/fee.html", {"one": one, **_paying(one)})


@require_safe
@citizen
def fee_state(request: ActingRequest, application_id: int) -> HttpResponseBase:
    """The part of that page that asks for itself again."""
    one = own(request, application_id)
    return render(request, "portal/fee_state.html", {"one": one, **_paying(one)})


def _paying(one: Application) -> dict[str, Any]:
    rows = Payment.objects.filter(application=one)
    payment = rows.filter(state=WAITING).first()
    bank = banks.current()
    back = reverse("portal:fee", args=[one.pk])
    context: dict[str, Any] = {
        "payment": payment,
        "paid": list(rows.filter(state=PAID).order_by("id")),
        "bank": bank,
    }
    if payment is not None and bank is not None:
        context["qr"] = vietqr.picture(banks.code_of(bank, payment))
        if bank.simulated:
            address = reverse("services:simulated_bank", args=[payment.reference])
            context["simulated"] = f"{address}?tiep={back}"
    return context


@FORM
@citizen
def withdrawal(request: ActingRequest, application_id: int) -> HttpResponseBase:
    """Take it back, with a reason."""
    one = own(request, application_id)
    trouble = ""
    if sent(request):
        try:
            with languages.writing():
                ending.withdraw(
                    request.act, application_id=one.pk, reason=request.POST.get("ly-do", "")
                )
        except Refused as refused:
            trouble = refused.message
        else:
            messages.info(request, _("Đã rút hồ sơ."))
            return redirect("portal:application", one.pk)
    context = {
        "one": one,
        "followed": following.follow(one, request.act.at, owner=True),
        "trouble": trouble,
        "reason": request.POST.get("ly-do", ""),
    }
    return render(
        request, "portal/withdrawal.html", context, status=UNPROCESSABLE if trouble else 200
    )


@FORM
@citizen
def rating(request: ActingRequest, application_id: int) -> HttpResponseBase:
    """How it was: one to five stars, and words."""
    one = own(request, application_id)
    trouble = ""
    if sent(request):
        try:
            with languages.writing():
                returning.rate(
                    request.act,
                    application_id=one.pk,
                    stars=number_of(request.POST.get("sao", "")) or 0,
                    words=request.POST.get("nhan-xet", ""),
                )
        except Refused as refused:
            trouble = refused.message
        else:
            messages.info(request, _("Đã ghi đánh giá của bạn. Cơ quan đọc từng ý kiến."))
            return redirect("portal:application", one.pk)
    words = {
        5: _("Rất hài lòng"),
        4: _("Hài lòng"),
        3: _("Bình thường"),
        2: _("Không hài lòng"),
        1: _("Rất không hài lòng"),
    }
    context = {
        "one": one,
        "followed": following.follow(one, request.act.at, owner=True),
        "stars": [(star, words[star]) for star in STARS],
        "trouble": trouble,
    }
    return render(request, "portal/rating.html", context, status=UNPROCESSABLE if trouble else 200)
