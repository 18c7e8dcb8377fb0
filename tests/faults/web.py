"""The web server's door for these tests: as ours, but its process dies at a point.

The point comes from the environment as JSON.
"""

from __future__ import annotations

import json
import os

from lienthong.config.wsgi import application
from tests.faults import points
from tests.faults.points import Point

__all__ = ["POINT", "application"]

POINT = "LIENTHONG_TEST_POINT"

if POINT in os.environ:
    points.install(Point(**json.loads(os.environ[POINT])))
