"""People whom several tests of the directory need."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from lienthong.directory.models import Position

DISTRICT_DESK = "ubnd.huyen-ke-sach/vp/van-thu"


@pytest.fixture
def tuyet(client_as: Callable[..., Client]) -> Client:
    """The clerk of the district of Kế Sách, who administers that agency too."""
    position = Position.objects.get(key=DISTRICT_DESK)
    position.roles = ["clerk", "administrator"]
    position.save(update_fields=["roles"])
    return client_as("tuyet", hat=DISTRICT_DESK)
