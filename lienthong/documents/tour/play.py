"""Act the story out, step by step in the order of its hours, as the people of the province."""

from __future__ import annotations

import heapq
import time as real_time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import Max

from lienthong.directory import acting, posts
from lienthong.directory.models import Agency, Position, Unit
from lienthong.documents.actions import (
    assigning,
    checking,
    drafting,
    handling,
    issuing,
    receiving,
    signing,
)
from lienthong.documents.actions.assigning import Receiver
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tasks import CHECK
from lienthong.documents.tour.script import URGENCIES, Script, working_moment
from lienthong.kernel import clock, deadlines, jobs
from lienthong.kernel.acts import Act
from lienthong.kernel.models import Event

Step = Callable[[datetime], None]
Progress = Callable[[int, int, str], None]
PATIENCE_SECONDS = 60
SENDER_STEPS = ("content_check", "format_check", "approve", "seal", "issue")
DRAIN_EVERY = 40
BESIDE = (CHECK,)
"""Work that runs beside the story, in the worker: nothing in it waits for that."""


@dataclass
class Stage:
    """Where the story plays: who holds which post, what is still to come, how far it is."""

    script: Script
    progress: Progress
    pace: float = 0.0
    posts: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    queue: list[tuple[datetime, int, Step]] = field(default_factory=list)
    order: count[int] = field(default_factory=count)
    answered: int = 0

    def act(self, key: str, at: datetime) -> Act:
        """The act of whoever holds the post with this key, at that moment."""
        if key not in self.acts:
            self.acts[key] = acting.act_in(self.posts[key], at, door="cli")
        return self.acts[key].later(at)

    def plan(self, at: datetime, step: Step) -> None:
        """Something will happen at that moment."""
        heapq.heappush(self.queue, (at, next(self.order), step))

    def run(self) -> None:
        """Play everything planned, and what it plans, in the order of the hours."""
        done = 0
        while self.queue:
            at, _order, step = heapq.heappop(self.queue)
            step(at)
            done += 1
            if done % DRAIN_EVERY == 0:
                jobs.drain(leave=BESIDE)
            if self.pace:
                real_time.sleep(self.pace)
        jobs.drain(leave=BESIDE)


def play(script: Script, progress: Progress, *, pace: float = 0.0) -> tuple[int, datetime]:
    """Play the whole story in the current database; returns (the document's id, when it ended).

    `progress(done, total, label)` is called as agencies answer; `pace` is real seconds to rest
    after each step, for a story that plays while people watch.
    """
    stage = Stage(script, progress, pace)
    stage.posts = dict(Position.objects.values_list("key", "id"))
    stage.units = dict(Unit.objects.values_list("key", "id"))
    document_id = _send(stage)
    _receive(stage, document_id)
    stage.run()
    # A reply's steps run on after the moment it was planned for: the last event is the end.
    ended_at = Event.objects.filter(kind__startswith="documents.").aggregate(Max("occurred_at"))
    return document_id, ended_at["occurred_at__max"] or clock.now()


def _send(stage: Stage) -> int:
    """The province drafts, checks twice, approves, seals and issues."""
    script = stage.script
    key, at = script.sender("draft")
    drafter = stage.act(key, at)
    document_id = _draft(stage, drafter, script.facts["document"], script.body("document"))
    _check_sign_issue(stage, document_id, drafter, [script.sender(step) for step in SENDER_STEPS])
    return document_id


def _draft(stage: Stage, drafter: Act, facts: dict[str, Any], body: str) -> int:
    """The sender's drafter writes a document of the script and chooses its recipients."""
    signer_key, _at = stage.script.sender("approve")
    document = drafting.draft(
        drafter,
        subject=facts["subject"],
        body=body,
        signer_id=stage.posts[signer_key],
        document_type=_type(facts["type"]),
        urgency=URGENCIES[facts["urgency"]],
        reply_due_at=deadlines.working_days_after(drafter.at, facts["due_in_working_days"]),
    )
    drafting.choose_recipients(
        drafter.later(drafter.at), document_id=document.id, groups=facts["recipient_groups"]
    )
    return document.id


def leave_work(script: Script, at: datetime) -> None:
    """After the story: documents left half way, so that whoever looks has something to do."""
    stage = Stage(script, lambda _done, _total, _label: None)
    stage.posts = dict(Position.objects.values_list("key", "id"))
    key, _at = script.sender("draft")
    for facts in script.facts.get("after", []):
        drafter = stage.act(key, at)
        document_id = _draft(stage, drafter, facts, facts["body"])
        posts_of_steps = [(script.sender(step)[0], at) for step in SENDER_STEPS]
        if facts["until"] == "issued":
            _check_sign_issue(stage, document_id, drafter, posts_of_steps)
            continue
        drafting.submit_for_check(drafter.later(at), document_id=document_id)
        if facts["until"] == "format_checked":
            content, form = (stage.act(key_of_step, at) for key_of_step, _at in posts_of_steps[:2])
            checking.check_content(content, document_id=document_id)
            checking.check_format(form, document_id=document_id)
    jobs.drain(leave=BESIDE)


def _type(code: str) -> str:
    return "" if code == "CV" else code


def _check_sign_issue(
    stage: Stage, document_id: int, drafter: Act, steps: list[tuple[str, datetime]]
) -> None:
    content, form, approve, seal, issue = (stage.act(key, at) for key, at in steps)
    drafting.submit_for_check(drafter.later(drafter.at), document_id=document_id)
    checking.check_content(content, document_id=document_id)
    checking.check_format(form, document_id=document_id)
    checking.approve(approve, document_id=document_id)
    wait_for(document_id, State.SIGNED)
    signing.request_seal(seal, document_id=document_id)
    wait_for(document_id, State.SEALED)
    issuing.issue(issue, document_id=document_id)
    wait_for_copies(document_id)


def wait_for(document_id: int, state: State) -> None:
    """Run what is due until the document is there; a running worker may be the one who does it."""

    def reached() -> str:
        return str(Document.objects.values_list("state", flat=True).get(id=document_id))

    _wait(lambda: reached() == state, lambda: f"document {document_id} is still {reached()}")


def wait_for_copies(document_id: int) -> None:
    """Run what is due until every recipient has the document: that nothing is left to take does
    not mean that nothing is at work.
    """

    def missing() -> int:
        with connection.cursor() as cursor:
            cursor.execute(_MISSING, [document_id])
            return int(cursor.fetchone()[0])

    _wait(lambda: not missing(), lambda: f"{missing()} copies of {document_id} are still missing")


_MISSING = """
select count(*) from documents_document d join exchange_delivery e on e.packet_id = d.packet_id
where d.id = %s and d.direction = 'outgoing' and (e.state = 'queued' or (e.state = 'held'
  and not exists (select from documents_document c where c.delivery_id = e.id)))
"""


def _wait(done: Callable[[], bool], trouble: Callable[[], str]) -> None:
    until = real_time.monotonic() + PATIENCE_SECONDS
    while True:
        jobs.drain(leave=BESIDE)
        if done():
            return
        if real_time.monotonic() > until:
            raise TimeoutError(trouble())
        real_time.sleep(0.05)


def _receive(stage: Stage, document_id: int) -> None:
    """Plan what each of the receivers does, from its clerk's registration to its reply."""
    script = stage.script
    agencies = dict(Agency.objects.filter(key__in=script.replies).values_list("id", "key"))
    copies = Document.objects.incoming().filter(
        agency_id__in=agencies,
        packet_id=Document.objects.values("packet_id").get(id=document_id)["packet_id"],
    )
    for place, copy in enumerate(copies.order_by("id")):
        facts = posts.agency_on(copy.agency_id, script.issued_on)
        _Receiver(
            stage, document_id, copy.id, agencies[copy.agency_id], facts.level, facts.name, place
        ).plan()


@dataclass
class _Receiver:
    """One receiving agency's part of the story."""

    stage: Stage
    original_id: int
    copy_id: int
    key: str
    level: str
    name: str
    place: int
    reply_id: int = 0

    def plan(self) -> None:
        row = self.stage.script.replies[self.key]
        registers = self._day(int(row["registers_after_days"]))
        answers = self._day(int(row["answers_after_days"]))
        # Clerks open their mail one after another; late ones do so on a later day.
        first = working_moment(registers, 125 + self.place % 110)
        self.stage.plan(first, self._register)
        self.stage.plan(first + timedelta(minutes=8), self._submit)
        self.stage.plan(first + timedelta(minutes=20), self._assign)
        self.stage.plan(first + timedelta(minutes=45), self._start)
        reply = max(
            working_moment(answers, 60 + (self.place * 37) % 330), first + timedelta(hours=2)
        )
        self.stage.plan(reply, self._reply)

    def _day(self, working_days: int) -> date:
        script = self.stage.script
        start = datetime.combine(script.issued_on, datetime.min.time(), clock.zone())
        if not working_days:
            return script.issued_on
        return clock.local(deadlines.working_days_after(start, working_days)).date()

    def _act(self, step: str, at: datetime) -> Act:
        return self.stage.act(self.stage.script.post_key(self.level, self.key, step), at)

    def _register(self, at: datetime) -> None:
        receiving.register(self._act("clerk", at), document_id=self.copy_id)

    def _submit(self, at: datetime) -> None:
        leader = self.stage.posts[self.stage.script.post_key(self.level, self.key, "leader")]
        receiving.submit(self._act("clerk", at), document_id=self.copy_id, leader_id=leader)

    def _unit(self, part: str) -> int:
        return self.stage.units[self.stage.script.unit_key(self.level, self.key, part)]

    def _assign(self, at: datetime) -> None:
        facts = self.stage.script.facts["receiver"][self.level]
        specialist = self.stage.posts[
            self.stage.script.post_key(self.level, self.key, "specialist")
        ]
        assigning.assign(
            self._act("leader", at),
            document_id=self.copy_id,
            receivers=[
                Receiver("lead", position_id=specialist),
                Receiver("support", unit_id=self._unit("support_unit")),
                Receiver("for_information", unit_id=self._unit("information_unit")),
            ],
            directive=facts["directive"],
            days=facts["days_for_lead"],
        )

    def _start(self, at: datetime) -> None:
        handling.start(self._act("specialist", at), document_id=self.copy_id)

    def _reply(self, at: datetime) -> None:
        stage, facts = self.stage, self.stage.script.facts["reply"]
        original = Document.objects.get(id=self.original_id)
        specialist = self._act("specialist", at)
        reply = drafting.draft(
            specialist,
            subject=facts["subject"],
            body=stage.script.reply_body(
                self.key,
                agency=self.name,
                number_symbol=original.code,
                issued_on=f"{original.issued_on:%d/%m/%Y}",
            ),
            signer_id=stage.posts[stage.script.post_key(self.level, self.key, "signer")],
            document_type=_type(facts["type"]),
            in_reply_to_id=self.copy_id,
        )
        drafting.choose_recipients(
            specialist.later(at), document_id=reply.id, agency_ids=[original.agency_id]
        )
        steps = ("unit_head", "format_checker", "signer", "clerk", "clerk")
        _check_sign_issue(
            stage,
            reply.id,
            specialist.later(at + timedelta(minutes=5)),
            [
                (
                    stage.script.post_key(self.level, self.key, step),
                    at + timedelta(minutes=10 + 7 * turn),
                )
                for turn, step in enumerate(steps)
            ],
        )
        handling.resolve(
            self._act("specialist", at + timedelta(minutes=50)), document_id=self.copy_id
        )
        self.reply_id = reply.id
        self._return(at + timedelta(minutes=55))
        stage.answered += 1
        stage.progress(stage.answered, len(stage.script.replies), self.name)

    def _return(self, at: datetime) -> None:
        """The sender's clerk registers the reply that came back and passes it to its drafter."""
        script = self.stage.script
        key, _at = script.sender("receive_replies")
        packet_id = Document.objects.values_list("packet_id", flat=True).get(id=self.reply_id)
        arrived = Document.objects.incoming().get(packet_id=packet_id)
        receiving.register(self.stage.act(key, at), document_id=arrived.id)
        receiving.forward(self.stage.act(key, at + timedelta(minutes=3)), document_id=arrived.id)
