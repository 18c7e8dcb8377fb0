"""Taking a province's files in, again and again: `load`, its report, and what each file must hold.

Start reading at files.py (what a file is), then province.py (the action), checking.py, writing.py.
"""

from lienthong.directory.loading.province import load, load_province
from lienthong.directory.loading.report import Rejection, Report

__all__ = ["Rejection", "Report", "load", "load_province"]
