"""Frozen vectors: these texts and hashes are what sealed events rest on. Add, never change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

NOBODY: dict[str, Any] = {
    "agency_id": None,
    "place_id": None,
    "by_person_id": None,
    "by_account_id": None,
    "by_position_id": None,
    "by_unit_id": None,
    "by_agency_id": None,
    "on_behalf_of": None,
    "by_title": "",
}
PLAIN: dict[str, Any] = {
    "id": 1,
    "occurred_at": datetime(2022, 11, 21, 1, 0, tzinfo=UTC),
    "recorded_at": datetime(2025, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
    "kind": "exchange.arrived",
    "object_type": "exchange.packet",
    "object_id": 7,
    **NOBODY,
    "by_name": "trục liên thông",
    "door": "packet",
    "request_id": UUID("00000000-0000-4000-8000-000000000001"),
    "data": {},
}
FULL: dict[str, Any] = {
    "id": 9223372036854775807,
    "occurred_at": datetime(2022, 11, 21, 8, 30, 0, 120000, tzinfo=timezone(timedelta(hours=7))),
    "recorded_at": datetime(2022, 11, 21, 1, 30, 0, 999999, tzinfo=UTC),
    "kind": "documents.registered",
    "object_type": "documents.document",
    "object_id": 42,
    "agency_id": 11,
    "place_id": 31501,
    "by_person_id": 5,
    "by_account_id": 6,
    "by_position_id": 77,
    "by_unit_id": 8,
    "by_agency_id": 11,
    "on_behalf_of": 4,
    "by_name": "Trần Thị Lan",
    "by_title": "Văn thư",
    "door": "page",
    "request_id": UUID("ABCDEF01-2345-4789-8ABC-DEF012345678"),
    "data": {
        "số": "123/UBND",
        "bb": [True, False, None, [], {}],
        "a": Decimal("1.50"),
        "ba": Decimal("1E+3"),
        "â": Decimal("-0.0"),
        "z": 'dòng\n\tgạch \\ nháy " \x01\x7f',
        "": "rỗng 😀",
    },
}

VECTORS: list[tuple[dict[str, Any], str, str]] = [
    (
        PLAIN,
        (
            '["lienthong/event/1", 1, "2022-11-21T01:00:00.000000Z", "2025-01-02T03:04:05.000006Z"'
            ', "exchange.arrived", "exchange.packet", 7, null, null, null, null, null, null, null'
            ', null, "trục liên thông", "", "packet", "00000000-0000-4000-8000-000000000001", {}]'
        ),
        "7d26cda9aec8987799564a881ced6d9ad5c1cda14ea366baeda31ac8871f0e6d",
    ),
    (
        FULL,
        (
            '["lienthong/event/1", 9223372036854775807, "2022-11-21T01:30:00.120000Z", '
            '"2022-11-21T01:30:00.999999Z", "documents.registered", "documents.document", 42, 11, '
            '31501, 5, 6, 77, 8, 11, 4, "Trần Thị Lan", "Văn thư", "page", '
            '"abcdef01-2345-4789-8abc-def012345678", {"": "rỗng 😀", "a": 1.50, '
            '"z": "dòng\\n\\tgạch \\\\ nháy \\" \\u0001\x7f", "ba": 1000, '
            '"bb": [true, false, null, [], {}], "â": 0.0, "số": "123/UBND"}]'
        ),
        "15404c926a492df6b37fa0c1f7439a62944bab64b6658db1eecc2b2d4b13e494",
    ),
]
