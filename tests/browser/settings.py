"""The product's settings for a server under test: only the folder of static files is its own."""

import os
from pathlib import Path

from lienthong.config.settings import *  # noqa: F403 - the product as it is

STATIC_ROOT = Path(os.environ["LIENTHONG_TEST_STATIC"])
