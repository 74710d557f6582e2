"""Date words: one rule each — a pattern, what it means, the characters it can begin with. A new word is one row here and one case.

Order matters: the first rule that matches at a place and gives a meaning wins, so longer forms stand before their beginnings.
"""

from __future__ import annotations

from kaifaqu.core.reader import date_calendar as calendar
from kaifaqu.core.reader import date_distances as distances
from kaifaqu.core.reader import date_meanings as words
from kaifaqu.core.reader.date_meanings import DAY_WORDS, HAN, SHORT_YEARS, YEAR_WORDS, Build

_Y4 = rf"(?:(?:19|20|21)\d\d|[一二][{HAN}]{{3}})"
_YW = "|".join(sorted(YEAR_WORDS, key=len, reverse=True))
_Y = rf"(?P<y>{_Y4}(?=年)|(?<!\d)\d\d(?=年\d{{1,2}}月)|{_YW}|当年|同年|次年|翌年)年?度?的?,?"
_OY = rf"(?:{_Y})?"
_Z = rf"(?P<z>{_Y4}(?=年)|{_YW})年?"
_N = rf"\d{{1,2}}|[{HAN}]{{1,3}}"
_M = "1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_COUNT = rf"\d{{1,6}}(?:\.\d{{1,3}})?|[{HAN}两百半]{{1,6}}"
_TO = r"(?:[-—–~至到]{1,2}|以?至)"
_SHIFT = "上上|上一|上|这一|这|本|当|下一|下下|下|次"
_UNITS = "天|日|周|星期|礼拜|个月|季度|周年|年"
_LENGTHS = "秒钟|秒|分钟|小时|钟头|刻钟|天|昼夜|工作日|周年|周|星期|礼拜|季度|世纪|年代|年"

_D = "0123456789零〇一二三四五六七八九十两百半"
_YS = "".join(sorted({word[0] for word in YEAR_WORDS} | set("当同次翌")))
_S = "上这本当下次"
_DAYS = "".join(sorted({word[0] for word in DAY_WORDS}))
_FEASTS = "".join(sorted({name[0] for name in (*calendar.FEASTS, *calendar.NTH_WEEKDAY_FEASTS)}))

RULES: tuple[tuple[str, Build, str], ...] = (
    (r"(?:(?:上年|去年|上一年|前年)度?的?)?同期|(?:上年|去年)同月", distances.mean_same, "同上去前"),
    (r"(?P<iso>(?:19|20)\d\d(?:-(?:1[0-2]|0?[1-9])-|/(?:1[0-2]|0?[1-9])/|\.(?:1[0-2]|0?[1-9])\.)(?:3[01]|[12]\d|0?[1-9]))(?![\d.]*\d)", words.mean_iso, _D),
    (rf"{_OY}(?P<m>{_N})月份?(?P<d>{_N})[日号]?{_TO}(?:(?:{_Z})?(?P<n>{_N})月份?)?(?P<e>{_N})[日号]", words.mean_day_range, _D + _YS),
    (rf"{_OY}(?P<m>{_N})月份?(?P<d>{_N})[日号]", words.mean_day, _D + _YS),
    (rf"(?P<y>{_Y4}|{_YW})年?{_TO}(?P<z>{_Y4}|{_YW})年(?:度)?(?![底末])", words.mean_years, _D + _YS),
    (rf"(?P<y>{_YW}){_TO}(?P<z>{_YW})", words.mean_years, _YS),
    (rf"{_OY}(?P<m>{_N})月?份?{_TO}(?:{_Z})?(?P<n>{_N})月份?(?!\d(?!\d*[家户个项宗])|[底末])", words.mean_months, _D + _YS),
    (rf"{_OY}(?<![提以之目此])[前头首](?P<n>\d{{1,2}}|[{HAN}两]{{1,2}})个?(?P<u>月|季度|季(?![节报]))份?", words.mean_first_months, _D + _YS + "前头首"),
    (r"(?:今年?)?年初(?:至今|到现在|到目前|以来)|今年来(?!说|看)", distances.mean_since_new_year, "今年"),
    (rf"(?P<s>{_SHIFT})个?月(?P<d>{_N})[日号]?{_TO}(?P<e>{_N})[日号]", distances.mean_days_of_relative_month, _S),
    (rf"{_OY}(?P<h>[上下])半年[末底]", distances.mean_half_edge, _D + _YS + "上下"),
    (rf"{_OY}(?P<h>[上下])半年度?", words.mean_half, _D + _YS + "上下"),
    (rf"{_OY}第?(?P<q>[一二三四1-4])(?P<r>(?!))?季度(?P<e>[底末])", distances.mean_quarter_edge, _D + _YS + "第"),
    (rf"{_OY}(?:第?(?P<q>[一二三四1-4])(?:[、至到—-](?P<r>[二三四2-4]))?个?季度|首季度?)", words.mean_quarter, _D + _YS + "第首"),
    (rf"{_OY}(?P<m>{_M}|元)月份?(?P<e>[底末初]|[上中下](?=旬))旬?", distances.mean_month_edge, _D + _YS + "元"),
    (rf"{_OY}(?P<m>{_M}|元)月(?P<d>二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九]?)(?![个家项万亿年月多余几分点成%日号])", words.mean_day, _D + _YS),
    (rf"{_OY}(?P<m>{_M}|元)月(?:份)?(?!\d(?!\d*[家户个项宗]))", words.mean_month, _D + _YS + "元"),
    (rf"(?P<y>{_Y4}|[{SHORT_YEARS}])?年年?(?P<e>[底末终]|初(?![一二三四五六七八九十]))", distances.mean_year_edge, _D + _YS + "年"),
    (r"(?P<m>(?!))?月(?P<e>[底末]|初(?![一二三四五六七八九十]))", distances.mean_month_edge, "月"),
    (rf"(?:(?P<c>\d{{2}}|[{HAN}]{{1,3}})世纪|(?P<o>上个?世纪))?(?P<t>\d0|[二三四五六七八九]十)年代(?:初|末|中期|初期|后期)?", words.mean_decade, _D + "上"),
    (rf"(?:(?P<c>\d{{2}}|[{HAN}]{{1,3}})世纪|(?P<o>上个?世纪))", words.mean_century, _D + "上"),
    (r"[“\"]?(?P<p>十[一二三四五六七八]?|[七八九])·?五[”\"]?(?:规划)?(?:(?P<e>期?末)|时期|期间|(?=以来)|(?<=[”\"]))", words.mean_plan, _D + '“"'),
    (r"(?P<p>十[二三四五])五(?P<e>(?!))?(?![\d年月日号个家项万亿千百十分点成层期天人位户%·”\"时])", words.mean_plan, "十"),
    (rf"(?:(?P<y>{_Y4}(?=年)|{_YW})年?的?)?(?P<s>[春夏秋冬])(?:天|季)(?!行动|攻势|学期|招|运会)", distances.mean_season, _D + _YS + "春夏秋冬"),
    (rf"(?:(?P<y>{_Y4}(?=年)|{_YW})年?的?)?(?P<f>" + "|".join(sorted(calendar.LUNAR_FEASTS, key=len, reverse=True)) + ")(?P<p>期间|前后|假期)?", distances.mean_lunar_feast, _D + _YS + "春端中元"),
    (rf"(?:(?P<y>{_Y4}(?=年)|{_YW})年?的?)?(?P<f>" + "|".join(sorted({*calendar.FEASTS, *calendar.NTH_WEEKDAY_FEASTS}, key=len, reverse=True)) + ")", distances.mean_feast, _D + _YS + _FEASTS),
    (r"(?P<y>0\d|[89]\d|[零〇八九][零〇一二三四五六七八九])年(?!代|来|间|以|前|后|多|期|限|的?历史|\d)", words.mean_year, _D),
    (rf"(?P<y>{_Y4}(?=年)|{_YW}|当年|同年|次年|翌年|全年|(?<!\d)\d\d(?=年度))年?(?:全年|度)?", words.mean_year, _D + _YS + "全"),
    (r"(?<=[回回展奋决迈][眸望首望进战胜向])(?P<y>20\d\d)(?=[,:!。、])", words.mean_year, _D),
    (r"(?P<y>年度)(?=目标|计划|预算|任务|投资|签约|考核)|(?P<y2>年内)", words.mean_this_year, "年"),
    (r"(?P<w>" + "|".join(sorted(DAY_WORDS, key=len, reverse=True)) + ")", distances.mean_day_word, _DAYS),
    (rf"(?P<s>{_SHIFT})?个?(?:周|星期|礼拜)(?P<w>[一二三四五六日天]){_TO}(?:周|星期|礼拜)?(?P<v>[一二三四五六日天])(?![年月个])", distances.mean_weekdays, _S + "周星礼"),
    (rf"(?P<s>{_SHIFT})个?(?:周|星期|礼拜)(?P<w>[一二三四五六日天])(?![年月个])", distances.mean_weekday, _S),
    (rf"(?P<s>{_SHIFT})个?(?:周|星期|礼拜)(?P<weekend>末)?(?!年)", distances.mean_week, _S),
    (r"(?P<s>(?!))?(?:星期|礼拜|周)(?P<w>[一二三四五六日天1-6])(?![年月个\d])", distances.mean_weekday, "星礼周"),
    (r"(?P<s>(?!))?周(?P<weekend>末)", distances.mean_week, "周"),
    (rf"(?P<s>{_SHIFT})个?月(?P<e>[底末初]|[上中下](?=旬))旬?", distances.mean_relative_month_edge, _S),
    (rf"(?P<s>{_SHIFT})个?月(?:份)?(?:(?P<d>{_N})[日号])?", distances.mean_relative_month, _S),
    (r"(?P<s>上|本|下|这)(?:个|一)?季度", distances.mean_relative_quarter, _S),
    (rf"(?P<w>过去|近|最近|未来|今后|接下来|往后|(?<![提以之目此年月])前|上|下)的?(?P<n>{_COUNT})个?(?P<u>{_UNITS})(?:来|内|里|中|间)?", distances.mean_stretch, "过近最未今接往前上下"),
    (rf"(?P<n>{_COUNT})个?(?P<u>{_UNITS})(?P<half>半)?(?P<w>以前|之前|以后|之后|前|后)", distances.mean_distance, _D),
    (rf"(?P<n>\d{{1,4}}|[{HAN}两]{{1,3}})(?:[-—–~]|至|到)(?P<k>\d{{1,4}}|[{HAN}两]{{1,3}})个?(?P<u>工作日|小时|分钟|星期|礼拜|天|周|(?<=个)月|年|秒)(?![前后底末])", distances.mean_range_of_lengths, _D),
    (rf"(?P<n>{_COUNT}|\d{{1,6}}多|[{HAN}]{{1,3}}多)(?:个(?P<half>半)?)?(?P<u>{_LENGTHS}|(?<=个)月|(?<=半)月)(?P<half2>半)?(?!大计|老店|树人|树木|如一日|磨一剑|一度|之计|打鱼|两头|晒网)", distances.mean_duration, _D),
    (r"截至目前为?止?|到目前为止|截至(?:当前|今日|发稿时?|记者发稿时?)|目前为止|目前|眼下|当前|现在|如今|迄今为?止?|至今", distances.mean_now, "截到目眼当现如迄至"),
    (r"近日|日前|近期|近年来|近些年来?|不久前|最近|近来|前不久|连日来", distances.mean_recent, "近日不最来前连"),
    (r"(?P<w>[0-3]?\d(?:-[0-3]?\d-|/[0-3]?\d/|\.[0-3]?\d\.)(?:19|20)\d\d)(?!\d)", distances.mean_western, _D),
    (r"(?P<d>3[01]|[12]\d|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?<![〕\])]\d)(?<![〕\])]\d\d)(?:[日号])(?![线楼门院机地内])", words.mean_plain_day, _D),
)  # fmt: skip
"""(pattern, what it means, the characters it can begin with)."""
