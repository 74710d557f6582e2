"""The codes of a project: 项目代码 (GB/T 40058-2021), 行业 (GB/T 4754-2017), 统一社会信用代码 (GB 32100-2015). Each gives a fault or nothing."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

PROJECT_CODE = re.compile(r"(\d{4})-(\d{6})-(\d{2})-(\d{2})-(\d{6})")
OLD_YEARS = range(2014, 2021)
"""Codes before the unified rule begin with the year; new ones with YYMM."""
DIVISIONS = {
    "A": (1, 5), "B": (6, 12), "C": (13, 43), "D": (44, 46), "E": (47, 50), "F": (51, 52), "G": (53, 60), "H": (61, 62), "I": (63, 65),
    "J": (66, 69), "K": (70, 70), "L": (71, 72), "M": (73, 75), "N": (76, 79), "O": (80, 82), "P": (83, 83), "Q": (84, 85), "R": (86, 90),
    "S": (91, 96), "T": (97, 97),
}  # fmt: skip
"""The sections of GB/T 4754-2017, each with the first and the last of its divisions."""
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


def find_industry_fault(code: str) -> str:
    """What is wrong with a GB/T 4754 code (a letter and 2, 3 or 4 digits), or ""."""
    found = re.fullmatch(r"([A-T])(\d{2})\d{0,2}", code)
    if found is None:
        return _("“%(code)s”不是行业代码：应为门类字母加 2 至 4 位数字，如 C2041。请按 GB/T 4754-2017 填写产品所属行业。") % {
            "code": code
        }
    first, last = DIVISIONS[found[1]]
    if not first <= int(found[2]) <= last:
        return _("“%(code)s”：门类 %(letter)s 只有大类 %(first)02d 至 %(last)02d。请核对字母和前两位。") % {
            "code": code, "letter": found[1], "first": first, "last": last,
        }  # fmt: skip
    return ""


def find_credit_code_fault(code: str) -> str:
    """What is wrong with a 统一社会信用代码, its check character included, or ""."""
    try:
        uscc.validate(code)
    except InvalidChecksum:
        why = _("校验码不对")
    except InvalidLength:
        why = _("有 %(count)s 位") % {"count": len(code)}
    except ValidationError:
        why = _("有不该出现的字符")
    else:
        return ""
    return _("“%(code)s”不是有效的统一社会信用代码（%(why)s）：应为 18 位，末位是校验码。请照营业执照抄录。") % {
        "code": code, "why": why,
    }  # fmt: skip
