"""The days that the demo's tests live on."""

from datetime import datetime
from zoneinfo import ZoneInfo

MONDAY = datetime(2022, 11, 21, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
"""The morning the demo province lives from: 120 units, a working day."""
