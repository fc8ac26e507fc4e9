"""The organisation that a title, a signature or a credit line names: whose report it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from toolkit.corpus.chains import Chain, read_chain
from toolkit.corpus.regions import choose

_BOUNDARY = (
    r"(?=关于|对|(?:19|20)\d\d|\d|年|$|[\s(（《，、：:—\-_。“\"供)）]|法治|依法|贯彻|落实|推进|推动|推行|工作|积极|采取|强化"
    r"|召开|组织|出台|开展|加强|深入|全面|认真|切实|持续|扎实|着力|坚持|构建|打造|举办|多措|做好|党组|的|印发|荣获"
    r"|创新|建立|完善|规范|大力|进一步|以|严格|狠抓|努力|实施|健全|提升|优化|聚焦|紧扣|三举措|四举措|五举措|多举措|政策"
    r"|法规|普法|行政执法|行政复议|十[一二三四五]五|在)"
)
_SUFFIX = (
    r"(?:总局|分局|局|厅|委员会|委办|委|办公室|办公厅|法制办|编办|办|总队|支队|大队|中心|法院|检察院|总工会|联合会|宣传部|组织部|统战部"
    r"|武装部|政法委|公司|集团|海关|总署|分署|学校|党校|大学|学院|医院|银行|支行|分行|调查队|红十字会|站|队|研究院|研究所"
    r"|联合社|供销社|档案馆|图书馆|博物馆|(?:司法|财政|派出|管理|监督|服务)所|(?:管理|事务|服务|办事)处|村民委员会|村委会"
    r"|居委会|社区|村)"
)
_BODY = re.compile(
    rf"(?!工作报告)([^\s\d，。、：:《》（）()\[\]【】“”\"]{{0,26}}?{_SUFFIX}){_BOUNDARY}"
)
_GOVERNMENT = re.compile(
    r"(人民政府|政府(?!工作报告|法[治制]|办|系统)|(?:开发)?(?:建设)?管理委员会|管委会|行政公署|行署|(?:街道)?办事处|(?<=街道)办(?=(?:19|20)\d\d|关于|$)|人民委员会)"
    r"(?!办公|研究|国有|参事|督查|外事|法制|侨务|新闻|机关|驻|信息|政务|服务)"
)
# Some zones are run by a bureau of their own name.
_MANAGED = re.compile(rf"管理局{_BOUNDARY}")
_JOINT = re.compile(
    r"((?:党委|党工委|工委|工作委员会|委员会|委)[\s、和与及暨]*(?P<name>[^\s，。《》、]{0,14}?)"
    r"(?:人民政府|政府(?!工作报告|办)|管委会|管理委员会|办事处)|党政(?!办|领导|综合|机关))"
)
# The two offices of a region: 县委办公室、县人民政府办公室.
_OFFICES = re.compile(
    r"(?:委员会|委)办公?[室厅]?[\s、和与]*[^\s，。《》、]{0,14}?政府办(?:公[室厅])?"
)
_COMMISSION = re.compile(r"(?:委员会|委)全面依法治[省市县区州旗]委员会(?!办)")
_BRANCH = re.compile(r"(?:局|中心|支队)([一-龥]{2,8}?)(?:分局|大队)$")
_PARTY_OFFICE = re.compile(
    r"(?:委员会|委|党委)(?:全面)?(?:依法治[省市县区州]|法治)[^\s\d关年]{0,12}?(?:办公室|办|局)"
)
_STREET = re.compile(r"([一-龥]{2,8}?)(街道|镇|乡)?办事处")
_PARTY = re.compile(rf"(委员会|委|党委|党工委){_BOUNDARY}")
_RELATIVE = re.compile(
    r"(自治区|[省市区县州旗盟]|[镇乡](?=人民政府|政府|党委)|街道(?=办事处|党工委)|(?:国家级?)?(?:经济技术|经济|高新技术(?:产业)?)?"
    r"(?:开发区|高新区|经开区|工业园区|产业园区?|新区|示范区|管理区|园区)(?=管委会|管理委员会|党工委))(?=[^\s\d])"
)
_RELATIVE_LEVEL = {
    "自治区": "province", "省": "province", "市": "prefecture", "州": "prefecture",
    "区": "county", "县": "county", "旗": "county", "盟": "prefecture",
    "镇": "township", "乡": "township", "街道": "township",
}  # fmt: skip
_BASIN = (
    r"(?:华北|华东|华中|华南|东北|西北|西南|南方|黄河|长江|珠江|淮河|海河|松辽|太湖|东海|南海|北海)"
)
_MINISTRY = (
    r"国务院(?:办公厅|国资委|[一-龥]{2,14}?(?:办公室|委员会|办(?!公)))?|最高人民(?:法院|检察院)|全国人大[一-龥]{0,8}"
    r"|(?:外交|教育|科学技术|科技|工业和信息化|公安|民政|司法|财政|人力资源和?社会保障|自然资源|国土资源|生态环境|环境保护"
    r"|住房和?城乡建设|交通运输|交通|水利|农业农村|农业|商务|文化和旅游|文化|退役军人(?:事务)?|应急管理|卫生|铁道|建设|监察|人事"
    r"|劳动和社会保障|信息产业|国家安全)部(?![门队署分])"
    r"|国家[一-龥]{1,14}?(?:总局|局|委员会|委|署|办公室|办)(?!公室|员会)|海关总署|审计署|中国人民银行|中国气象局|中国地震局"
    r"|中国[一-龥]{1,8}(?:监督管理委员会|监会)|中国民用航空局|中国民航局|民航局|(?:体育|广电|金融监管|市场监管|税务|质检|工商|安监|食品药品监管)总局"
)
_CENTRAL = re.compile(rf"({_MINISTRY})")
# The centre's bodies for a river or several provinces report on no one region.
_REGIONAL = re.compile(
    rf"(?:中国民用航空|民航)?{_BASIN}(?![省市县区州路镇乡街])(?:地区)?[一-龥]{{0,12}}?"
    rf"(?:管理局|水利委员会|海事局|航道局|监管局|督察局|监督站|审计局|办公室){_BOUNDARY}"
)
# A body of the centre in a place whose name is not read.
_LOCAL = re.compile(
    rf"[一-龥]{{1,12}}?(?:税务局|调查队|监管局|监管分局|监管办公室|分行|支行){_BOUNDARY}"
)
_WITHIN = re.compile(rf"[一-龥]{{2,8}}?局{_BOUNDARY}")
_CUSTOMS = re.compile(rf"[一-龥]{{2,4}}(?:海关|海事局){_BOUNDARY}")
_STATE = "中华人民共和国"
_AGENCY = re.compile(
    r"(?<!地方)税务局|国税局|海关|海事局|煤监局|煤矿安全监察|矿山安全监察|气象局|银保监|银监|证监局|保监局|金融监管总局|金融监督管理总局"
    r"|烟草专卖|邮政管理局|通信管理局|调查队|人民银行|边检|边防检查|地震局|民航|铁路监督|能源监管|能源局[一-龥]+监管|专员办|消防救援"
    r"|出入境检验|移民管理|储备[一-龥]*局|海警"
)
_STARTS = re.compile(
    r"^|关于(?:对|印发|报送|转发)?|年度?的?|中共|[(（《\[【]在?|[\]】》]|(?:19|20)\d\d(?:[-—–~至](?:19|20)?\d\d)?年?度?|会议上?|[：:|丨_]"
    r"|\s|[\d)）]+(?=[^\d年月日号])|时期|期间|在|作为|^法治(?!政府|建设|社会|国家|中国|宣传)"
)


class Issuer(NamedTuple):
    """An organisation as printed, its kind, its tier, and the names of divisions in it."""

    name: str
    kind: str | None
    level: str | None
    chain: Chain
    printed: bool
    relative: bool = False


def find_issuer(title: str) -> Issuer | None:
    """Find the organisation whose report a title announces.

    Examples
    --------
    >>> find_issuer("云岭县司法局关于2021年法治政府建设情况的报告").name
    '云岭县司法局'
    >>> find_issuer("2021年深圳市法治政府建设年度报告").name
    '深圳市人民政府'
    >>> find_issuer("关于做好年度工作的通知") is None
    True
    """
    weak = None
    for start in _starts(title):
        issuer = issuer_at(title, start)
        if issuer is not None and (issuer.printed or issuer.chain):
            if issuer.chain or not issuer.relative:
                return issuer
            weak = weak or issuer
    return weak


def issuer_at(text: str, start: int = 0) -> Issuer | None:
    """Read an organisation that opens at a place of a line; None where none does."""
    opened = start
    start += next((len(lead) for lead in ("中共", _STATE) if text.startswith(lead, start)), 0)
    central = _CENTRAL.match(text, start)
    if central:
        return _central(text, opened, central)
    regional = _REGIONAL.match(text, start)
    if regional:
        return Issuer(text[opened : regional.end()], "agency", "nation", _no_chain(start), True)
    chain = read_chain(text, start)
    if not chain:
        return _customs(text, start, opened) or _relative(text, start, opened)
    return _organisation(text, chain, opened)


def is_agency(name: str) -> bool:
    """Say whether an organisation with a region is the centre's own."""
    return bool(_AGENCY.search(name))


def implied_name(chain: Chain, printed: str) -> str:
    """Name the government that a bare region stands for.

    Examples
    --------
    >>> implied_name(read_chain("云岭县2021年法治政府建设情况", 0), "云岭县")
    '云岭县人民政府'
    """
    if chain.corps:
        return printed
    if _is_zone(chain):
        return printed + "管理委员会"
    listed = chain.steps[-1].divisions if chain.steps and not chain.town else ()
    if chain.town and chain.town.endswith("街道"):
        return printed + "办事处"
    names = {one.name for one in choose(listed)}
    if len(names) == 1 and not printed.endswith(listed[0].name[-1]):
        printed = printed.removesuffix(chain.steps[-1].name) + names.pop()
    return printed + "人民政府"


def _organisation(text: str, chain: Chain, opened: int) -> Issuer:
    end, level = chain.end, chain.level
    if chain.corps:
        level = "prefecture" if chain.steps or chain.zone else "province"
    offices = _OFFICES.match(text, end)
    if offices:
        return Issuer(text[opened : offices.end()], "department", level, chain, True)
    joint = _JOINT.match(text, end)
    if joint and _belongs(joint["name"], text[chain.start : end]):
        name = text[opened : joint.end()]
        return Issuer(name, "party and government", level, chain, True)
    government = _GOVERNMENT.match(text, end) or (_is_zone(chain) and _MANAGED.match(text, end))
    if government:
        return _of_government(text, chain, opened, government.end())
    party = (
        _PARTY_OFFICE.match(text, end) or _COMMISSION.match(text, end) or _PARTY.match(text, end)
    )
    if party:
        kind = "department" if party[0].endswith(("办公室", "办", "局")) else None
        return Issuer(text[opened : party.end()], kind, level, chain, True)
    body = _BODY.match(text, end)
    if body:
        name = text[opened : body.end()]
        kind = _kind_of(name)
        chain = _branch(name, chain)
        return Issuer(name, kind, level if chain.corps else chain.level, chain, True)
    return Issuer(implied_name(chain, text[chain.start : end]), "government", level, chain, False)


def _is_zone(chain: Chain) -> bool:
    listed = chain.steps[-1].divisions if chain.steps and not chain.town else ()
    return bool(chain.zone or (listed and listed[0].note)) and not chain.corps


def _kind_of(name: str) -> str | None:
    if re.search(r"(?:村|社区|村民委员会|村委会|居委会)$", name):
        return None
    return "agency" if is_agency(name) else "department"


def _branch(name: str, chain: Chain) -> Chain:
    # A city bureau's branch in a district (某局某分局) reports on the district.
    hit = _BRANCH.search(name)
    if hit is None or chain.town or not chain.steps:
        return chain
    region = "".join(step.name for step in chain.steps)
    longer = read_chain(f"{region}{hit[1]}2000", 0)
    found = len(longer.steps) > len(chain.steps) and longer.steps[-1].divisions
    return chain._replace(steps=longer.steps) if found else chain


def _of_government(text: str, chain: Chain, opened: int, end: int) -> Issuer:
    # 某区人民政府某街道办事处 is the street's own office, not the district's government.
    street = None if chain.town else _STREET.match(text, end)
    if street:
        town = street[1] + (street[2] or "街道")
        chain = chain._replace(town=town, end=street.end())
        end = street.end()
    return Issuer(text[opened:end], "government", chain.level, chain, True)


def _belongs(name: str | None, region: str) -> bool:
    # Between party and government stands the region again, or its last character, or nothing.
    return not name or name in region or name in "省市区县州旗镇乡" or region.endswith(name[-1])


def _central(text: str, opened: int, hit: re.Match[str]) -> Issuer:
    end = hit.end()
    regional = _REGIONAL.match(text, end)
    if regional:
        return Issuer(text[opened : regional.end()], "agency", "nation", _no_chain(end), True)
    chain = read_chain(text, end)
    body = _BODY.match(text, chain.end) if chain else None
    if chain and body:
        return Issuer(text[opened : body.end()], "agency", chain.level, chain, True)
    unread = _LOCAL.match(text, end)
    if unread:
        return Issuer(text[opened : unread.end()], "agency", None, _no_chain(end), True)
    within = _WITHIN.match(text, end) if hit[0].endswith("部") else None
    end = within.end() if within else end
    kind = "government" if hit[0] == "国务院" else "department"
    return Issuer(text[opened:end], kind, "nation", _no_chain(end), True)


def _customs(text: str, start: int, opened: int) -> Issuer | None:
    hit = _CUSTOMS.match(text, start)
    if hit is None:
        return None
    return Issuer(text[opened : hit.end()], "agency", "prefecture", _no_chain(start), True)


def _no_chain(start: int) -> Chain:
    return Chain((), None, None, start, start)


def _relative(text: str, start: int, opened: int) -> Issuer | None:
    hit = _RELATIVE.match(text, start)
    if hit is None:
        return None
    level, end = _RELATIVE_LEVEL.get(hit[1], "county"), hit.end()
    empty = _no_chain(start)
    government = _GOVERNMENT.match(text, end)
    if government:
        return Issuer(text[opened : government.end()], "government", level, empty, True, True)
    joint = _JOINT.match(text, end)
    if joint and (joint["name"] or hit[1]) == hit[1]:
        name = text[opened : joint.end()]
        return Issuer(name, "party and government", level, empty, True, True)
    body = _BODY.match(text, end)
    if body is None:
        return None
    name = text[opened : body.end()]
    return Issuer(name, _kind_of(name), level, empty, True, True)


def _starts(title: str) -> Iterator[int]:
    seen = set()
    for hit in _STARTS.finditer(title):
        # 中共 is part of the issuer's name: the organisation opens before it.
        start = hit.start() if hit[0] == "中共" else hit.end()
        if start not in seen:
            seen.add(start)
            yield start
