"""The codes of an enterprise: 统一社会信用代码 (GB 32100-2015) and 行业代码 (GB/T 4754, both editions). Each gives a fault or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100: no I, O, S, V, Z."""
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
LENGTH, MODULUS = 18, 31
KINDS = frozenset(
    "11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 59 61 62 69 71 72 79 81 89 91 92 93 A1 A9 N1 N2 N3 N9 Y1".split()
)
"""Registering department and kind of body: the first two characters (GB 32100-2015, table 1)."""
ORGAN_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGAN_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

SECTIONS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "2017": {
        "A": (1, 5), "B": (6, 12), "C": (13, 43), "D": (44, 46), "E": (47, 50), "F": (51, 52), "G": (53, 60), "H": (61, 62),
        "I": (63, 65), "J": (66, 69), "K": (70, 70), "L": (71, 72), "M": (73, 75), "N": (76, 79), "O": (80, 82), "P": (83, 83),
        "Q": (84, 85), "R": (86, 90), "S": (91, 96), "T": (97, 97),
    },
    "2011": {
        "A": (1, 5), "B": (6, 12), "C": (13, 43), "D": (44, 46), "E": (47, 50), "F": (51, 52), "G": (53, 60), "H": (61, 62),
        "I": (63, 65), "J": (66, 69), "K": (70, 70), "L": (71, 72), "M": (73, 75), "N": (76, 78), "O": (79, 81), "P": (82, 82),
        "Q": (83, 84), "R": (85, 89), "S": (90, 95), "T": (96, 96),
    },
}  # fmt: skip
"""The sections of each edition of GB/T 4754, with the first and the last of their divisions."""


def tidy_code(text: str) -> str:
    """The code in plain capitals without blanks, full-width characters folded."""
    folded = "".join(chr(ord(letter) - 0xFEE0) if "！" <= letter <= "～" else letter for letter in text)
    return re.sub(r"[\s　-]", "", folded).upper()


def compute_check_character(first17: str) -> str:
    """The 18th character: 31 − (Σ Cᵢ·Wᵢ mod 31), where 31 is written 0 (GB 32100-2015, annex A)."""
    total = sum(ALPHABET.index(letter) * weight for letter, weight in zip(first17, WEIGHTS, strict=True))
    return ALPHABET[(MODULUS - total % MODULUS) % MODULUS]


def find_credit_code_fault(code: str) -> str:
    """What is wrong with a tidy 18-character code, its check character included, or ""."""
    if len(code) != LENGTH:
        why = _("有 %(count)s 位，应为 18 位") % {"count": len(code)}
    elif alien := sorted(set(code) - set(ALPHABET)):
        why = _("有不该出现的字符 %(letters)s（I、O、S、V、Z 不用）") % {"letters": "、".join(alien)}
    elif code[:2] not in KINDS:
        why = _("前两位 %(kind)s 不是登记部门和机构类别") % {"kind": code[:2]}
    elif (expected := compute_check_character(code[:17])) != code[17]:
        why = _("末位校验码是 %(found)s，按前 17 位应为 %(expected)s") % {"found": code[17], "expected": expected}
    else:
        return ""
    return _("统一社会信用代码“%(code)s”%(why)s。请照营业执照逐位核对。") % {"code": code, "why": why}


def find_organisation_doubt(code: str) -> str:
    """A doubt about positions 9–17, the old organisation code (GB 11714), or "". Soft: the two standards' characters differ."""
    body, check = code[8:16], code[16]
    total = sum(ORGAN_ALPHABET.index(letter) * weight for letter, weight in zip(body, ORGAN_WEIGHTS, strict=True))
    expected = {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))
    if check == expected:
        return ""
    return _("第 17 位（组织机构代码校验位）是 %(found)s，按规则应为 %(expected)s。老代码可能例外，请对照执照。") % {
        "found": check, "expected": expected,
    }  # fmt: skip


def find_industry_fault(code: str, edition: str = "2017") -> str:
    """What is wrong with a code of GB/T 4754 (a letter and 2 to 4 digits) in one edition, or ""."""
    found = re.fullmatch(r"([A-T])(\d{2})\d{0,2}", code)
    if found is None:
        return _("“%(code)s”不是行业代码：应为门类字母加 2 至 4 位数字，如 C2041（GB/T 4754—%(edition)s）。") % {
            "code": code, "edition": edition,
        }  # fmt: skip
    first, last = SECTIONS[edition][found[1]]
    if first <= int(found[2]) <= last:
        return ""
    return _("“%(code)s”：GB/T 4754—%(edition)s 的门类 %(letter)s 只有大类 %(first)02d 至 %(last)02d。请核对版本、字母和前两位。") % {
        "code": code, "edition": edition, "letter": found[1], "first": first, "last": last,
    }  # fmt: skip
