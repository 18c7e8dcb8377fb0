"""The rule sets of this province: which printed forms a regime has, under which numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from lienthong.kernel.errors import Refused
from lienthong.services.packages import beside
from lienthong.services.packages.rule_sets import PrintedForm, RuleSet


@lru_cache(maxsize=2)
def _regimes(folder: Path) -> Mapping[str, RuleSet]:
    return beside.regimes(folder)


def regimes() -> Mapping[str, RuleSet]:
    """By code, as the province's folder has them."""
    return _regimes(Path(settings.PROVINCE_DIR) / beside.RULE_SETS)


def on(day: date) -> RuleSet:
    """The regime in force on a day. Refused when the province says none."""
    for one in regimes().values():
        begun = one.valid_from is None or one.valid_from <= day
        if begun and (one.valid_to is None or day < one.valid_to):
            return one
    raise Refused("services.no_regime", _("Tỉnh chưa khai báo chế độ một cửa cho ngày này."))


def form_of(regime: str, kind: str) -> PrintedForm:
    """The printed form of that kind. Refused when the regime has none."""
    found = regimes().get(regime)
    if found is None or kind not in found.forms:
        raise Refused("services.no_form", _("Chế độ một cửa của hồ sơ này không có biểu mẫu đó."))
    return found.forms[kind]
