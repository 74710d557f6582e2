"""项目代码 (GB/T 40058-2021), which gives a fault or nothing. An enterprise's code and its industry's stand in `foundation.enterprises.codes`."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

PROJECT_CODE = re.compile(r"(\d{4})-(\d{6})-(\d{2})-(\d{2})-(\d{6})")
OLD_YEARS = range(2014, 2021)
"""Codes before the unified rule begin with the year; new ones with YYMM."""
LAST_MONTH = 12
DASHES = str.maketrans("—–－﹣−", "-----")


def tidy_project_code(text: str) -> str:
    """The code with plain hyphens and no blanks; 20 digits without hyphens get them."""
    tidy = re.sub(r"\s", "", text.translate(DASHES))
    if re.fullmatch(r"\d{20}", tidy):
        return f"{tidy[:4]}-{tidy[4:10]}-{tidy[10:12]}-{tidy[12:14]}-{tidy[14:]}"
    return tidy


def find_project_code_fault(code: str) -> str:
    """What is wrong with the structure of a 项目代码, or "". The check digit's algorithm is not public: it is not verified."""
    found = PROJECT_CODE.fullmatch(code)
    if found is None:
        return _(
            "“%(code)s”不是项目代码：应为 4-6-2-2-6 位数字，如 2404-140226-89-01-123456。请照备案证或在线平台打印件抄录。"
        ) % {"code": code}
    head = int(found[1])
    if head not in OLD_YEARS and not 1 <= head % 100 <= LAST_MONTH:
        return _("“%(code)s”前四位“%(head)s”不是年月（YYMM）也不是旧码的年份。请核对。") % {"code": code, "head": found[1]}
    return ""
