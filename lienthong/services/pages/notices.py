"""Where a bank tells of money: signed JSON in, a word or a problem out (RFC 9457)."""

from __future__ import annotations

import logging
from hashlib import sha256
from http import HTTPStatus
from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lienthong.directory.acting import ActingRequest
from lienthong.directory.actions import signing_in
from lienthong.directory.signing_in import address_of
from lienthong.kernel.acts import Act, system_act
from lienthong.kernel.errors import Refused
from lienthong.services import banks
from lienthong.services.actions.noticing import take_notice
from lienthong.services.payments.bank import LONGEST_BODY
from lienthong.ui.problems import problem, refusal

log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def notices(request: HttpRequest) -> HttpResponse:
    """Take one notice; the same again answers 200 as well, and changes nothing."""
    bank = banks.current()
    if bank is None:
        return problem(HTTPStatus.NOT_FOUND, "services.no_bank", _("Chưa nối với ngân hàng nào."))
    if request.content_type != "application/json":
        words = _("Gửi thông báo dạng application/json.")
        return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "services.not_json", words)
    body = request.read(LONGEST_BODY + 1)
    page = cast("ActingRequest", request).act
    act = system_act(page.at, bank.account.bank_name, door="api")
    try:
        notice = bank.read(request.headers, body, act.at)
        outcome = take_notice(act, bank=bank.name, notice=notice, digest=sha256(body).hexdigest())
    except Refused as refused:
        return _refused(request, act, refused)
    return JsonResponse({"verdict": outcome.verdict.value, "missing": outcome.missing})


def _refused(request: HttpRequest, act: Act, refused: Refused) -> HttpResponse:
    """Forgeries are counted by the address they come from, as attempts to sign in are."""
    if refused.reason == "right":
        address = address_of(request)
        log.warning("a notice from %s is refused: %s", address, refused.code)
        try:
            signing_in.count_attempt("address", f"api {address}", act.at)
        except Refused as wait:
            refused = wait
    return refusal(refused)
