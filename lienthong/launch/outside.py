"""A PostgreSQL that is not ours, named by DATABASE_URL: does it answer, and is it new enough?"""

from collections.abc import Mapping

import psycopg
from psycopg.conninfo import make_conninfo

from lienthong.launch.errors import LaunchError

OLDEST = 17
PATIENCE_SECONDS = "10"


def reach(where: Mapping[str, object]) -> None:
    """Return when it answers. Raises LaunchError, a sentence, where it does not or is too old."""
    facts = {("dbname" if key == "name" else key): str(text) for key, text in where.items() if text}
    try:
        with psycopg.connect(make_conninfo(connect_timeout=PATIENCE_SECONDS, **facts)) as there:
            version = there.info.server_version // 10_000
    except psycopg.OperationalError as error:
        place = f"máy {where['host'] or 'này'}, cơ sở dữ liệu {where['name']}"
        raise LaunchError(
            f"Không nối được PostgreSQL của DATABASE_URL ({place}). Kiểm tra địa chỉ, người dùng, "
            f"mật khẩu và máy chủ đó rồi chạy lại.\n{error}"
        ) from None
    if version < OLDEST:
        raise LaunchError(
            f"PostgreSQL của DATABASE_URL là bản {version}; cần bản {OLDEST} trở lên."
        )
