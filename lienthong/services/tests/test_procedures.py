"""Versions of procedures: drafted, submitted, published by a second person, kept for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.utils import IntegrityError

from lienthong.engine.problems import Wrong
from lienthong.kernel.acts import Act, system_act
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event
from lienthong.services.actions import procedures
from lienthong.services.models import Application, Version
from lienthong.services.shelf import bytes_of, package_of
from lienthong.services.tour.play import Stage

CODE = "1.001193"
TODAY = date(2022, 11, 21)
DECISION = "Quyết định số 1/QĐ-UBND ngày 21/11/2022 (minh họa)"


@pytest.fixture
def drafter(db: None, act_of: Callable[..., Act]) -> Act:
    return act_of("ubnd.tinh-soc-trang/vx/chuyen-vien")


@pytest.fixture
def leader(db: None, act_of: Callable[..., Act]) -> Act:
    return act_of("ubnd.tinh-soc-trang/lanh-dao/chu-tich")


def changed(version: Version, before: str, after: str) -> dict[str, bytes]:
    files = {**version.files}
    assert before in files["deadlines.yaml"]
    files["deadlines.yaml"] = files["deadlines.yaml"].replace(before, after)
    return bytes_of(files)


def test_a_procedure_comes_to_the_public_by_two_people(
    drafter: Act, leader: Act, stage: Stage, file: Callable[..., Application]
) -> None:
    application = file(CODE)
    version = procedures.begin_draft(drafter, code=CODE)
    assert (version.number, version.state) == (2, "draft")
    with pytest.raises(Refused, match="bản soạn dở"):
        procedures.begin_draft(drafter, code=CODE)
    files = changed(version, "supplements_most: 1", "supplements_most: 2")
    assert procedures.change_draft(drafter, version_id=version.id, files=files, what="hạn") == []
    procedures.submit_draft(drafter, version_id=version.id)
    procedures.send_back_draft(leader, version_id=version.id, reason="Ghi rõ căn cứ.")
    procedures.submit_draft(drafter, version_id=version.id)
    with pytest.raises(Refused, match="không có quyền"):
        procedures.publish(drafter, version_id=version.id, decision=DECISION, starts=TODAY)
    starts = TODAY + timedelta(days=7)
    procedures.publish(leader, version_id=version.id, decision=DECISION, starts=starts)

    old, new = Version.objects.filter(procedure__code=CODE).order_by("number")
    assert (old.valid_to, new.valid_from, new.valid_to) == (starts, starts, None)
    assert Version.objects.on(TODAY).get(procedure__code=CODE) == old
    assert Version.objects.on(starts).get(procedure__code=CODE) == new
    kept = package_of(Application.objects.get(id=application.id).version)
    assert kept.deadlines.common.supplements_most == 1
    assert package_of(new).deadlines.common.supplements_most == 2
    kinds = list(
        Event.objects.filter(object_id=new.id).order_by("id").values_list("kind", flat=True)
    )
    assert [kind for kind in kinds if kind.startswith("services.procedure")] == [
        "services.procedure_drafted", "services.procedure_changed",
        "services.procedure_submitted", "services.procedure_sent_back",
        "services.procedure_submitted", "services.procedure_published",
    ]  # fmt: skip


def test_nobody_publishes_his_own(leader: Act, drafter: Act) -> None:
    version = procedures.begin_draft(drafter, code=CODE)
    procedures.submit_draft(drafter, version_id=version.id)
    Version.objects.filter(id=version.id).update(drafted_by_id=leader.person_id)
    with pytest.raises(Refused, match="Người soạn"):
        procedures.publish(leader, version_id=version.id, decision=DECISION, starts=TODAY)


def test_a_draft_may_be_wrong_but_is_not_submitted(drafter: Act) -> None:
    version = procedures.begin_draft(drafter, code=CODE)
    files = changed(version, "same_day", "some_day")
    problems = procedures.change_draft(drafter, version_id=version.id, files=files, what="hạn")
    assert problems
    with pytest.raises(Wrong):
        procedures.submit_draft(drafter, version_id=version.id)
    assert Version.objects.get(id=version.id).state == "draft"


def test_a_new_procedure_from_another(drafter: Act) -> None:
    files = bytes_of(Version.objects.get(procedure__code=CODE).files)
    with pytest.raises(Refused, match="mã khác"):
        procedures.begin_new(drafter, code=CODE, files=files)
    other = files["procedure.yaml"].replace(b'code: "1.001193"', b'code: "9.999999"')
    version = procedures.begin_new(
        drafter, code="9.999999", files={**files, "procedure.yaml": other}
    )
    assert (version.number, version.procedure.code) == (1, "9.999999")


def test_the_folder_taken_in_again_changes_nothing(stage: Stage) -> None:
    act = system_act(stage.now(), "Nạp dữ liệu tỉnh", door="cli")
    version = Version.objects.get(procedure__code=CODE)
    assert procedures.take_in(act, files=bytes_of(version.files)) == 0
    files = changed(version, "supplements_most: 1", "supplements_most: 2")
    assert procedures.take_in(act.later(stage.now()), files=files) == 2
    version.refresh_from_db()
    assert version.valid_to == TODAY


def test_the_database_keeps_what_was_published(db: None) -> None:
    version = Version.objects.get(procedure__code=CODE)
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="published"):
        cursor.execute(
            "update services_version set files = '{}'::jsonb where id = %s", [version.id]
        )
