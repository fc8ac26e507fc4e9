"""The organisation that a title, a signature or a credit line names: whose report it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from toolkit.corpus.places import Chain, read_chain

_BOUNDARY = (
    r"(?=关于|对|(?:19|20)\d\d|\d|年|$|[\s(（《，、：:—\-_。“\"供)）]|法治|依法|贯彻|落实|推进|推动|推行|工作|积极|采取|强化"
    r"|召开|组织|出台|开展|加强|深入|全面|认真|切实|持续|扎实|着力|坚持|构建|打造|举办|多措|做好|党组|的|印发|荣获"
    r"|创新|建立|完善|规范|大力|进一步|以|严格|狠抓|努力|实施|健全|提升|优化|聚焦|紧扣|三举措|四举措|五举措|多举措|政策"
    r"|法规|普法|行政执法|行政复议|十[一二三四五]五|在)"
)
_SUFFIX = (
    r"(?:总局|分局|局|厅|委员会|委办|委|办公室|办公厅|法制办|编办|办|总队|支队|大队|中心|法院|检察院|总工会|联合会|宣传部|组织部|统战部"
    r"|武装部|公司|集团|海关|总署|学校|大学|学院|医院|银行|支行|分行|调查队|红十字会|站|队|研究院)"
)
_BODY = re.compile(
    rf"(?!工作报告)([^\s\d，。、：:《》（）()\[\]【】“”\"]{{0,26}}?{_SUFFIX}){_BOUNDARY}"
)
_GOVERNMENT = re.compile(
    r"(人民政府|政府(?!工作报告|法[治制]|办|系统)|管理委员会|管委会|行政公署|行署|(?:街道)?办事处|人民委员会)"
    r"(?!办公|研究|国有|参事|督查|外事|法制|侨务|新闻|机关|驻|信息|政务|服务)"
)
_JOINT = re.compile(
    r"((?:党委|党工委|工委|委员会|委)[\s、和与及暨]*(?P<name>[^\s，。《》、]{0,14}?)"
    r"(?:人民政府|政府(?!工作报告|办)|管委会|管理委员会|办事处)|党政(?=办|领导)?)"
)
_BRANCH = re.compile(r"(?:局|中心|支队)([一-龥]{2,8}?)(?:分局|大队)$")
_PARTY_OFFICE = re.compile(
    r"(?:委员会|委|党委)(?:全面)?(?:依法治[省市县区州]|法治)[^\s\d关年]{0,12}?(?:办公室|办|局)"
)
_STREET = re.compile(r"([一-龥]{2,8}?)(街道|镇|乡)?办事处")
_PARTY = re.compile(rf"(委员会|委|党委|党工委){_BOUNDARY}")
_RELATIVE = re.compile(r"(自治区|[省市区县州])(?=[^\s\d])")
_RELATIVE_LEVEL = {
    "自治区": "province", "省": "province", "市": "prefecture", "州": "prefecture",
    "区": "county", "县": "county",
}  # fmt: skip
_MINISTRY = (
    r"国务院(?:办公厅|国资委|[一-龥]{2,14}(?:办公室|委员会))?|最高人民(?:法院|检察院)|全国人大[一-龥]{0,8}"
    r"|(?:外交|教育|科学技术|科技|工业和信息化|公安|民政|司法|财政|人力资源和?社会保障|自然资源|国土资源|生态环境|环境保护"
    r"|住房和?城乡建设|交通运输|交通|水利|农业农村|农业|商务|文化和旅游|文化|退役军人事务|应急管理)部"
    r"|国家[一-龥]{2,14}?(?:总局|局|委员会|委|署|办公室|办)(?!公室|员会)|海关总署|审计署|中国人民银行|中国气象局|中国地震局"
    r"|中国[一-龥]{1,8}(?:监督管理委员会|监会)|金融监管总局|市场监管总局|税务总局"
)
_CENTRAL = re.compile(rf"({_MINISTRY})")
_AGENCY = re.compile(
    r"税务局|国税局|海关|海事局|煤监局|煤矿安全监察|矿山安全监察|气象局|银保监|银监|证监局|保监局|金融监管总局|金融监督管理总局"
    r"|烟草专卖|邮政管理局|通信管理局|调查队|人民银行|边检|边防检查|地震局|民航|铁路监督|能源监管|能源局[一-龥]+监管|专员办|消防救援"
    r"|出入境检验|移民管理|储备[一-龥]*局|海警"
)
_STARTS = re.compile(
    r"^|关于(?:对|印发|报送|转发)?|年度?的?|中共|[(（《\[【]在?|[\]】》]|(?:19|20)\d\d(?:[-—–~至](?:19|20)?\d\d)?年?度?|会议上?|[：:|丨_]"
    r"|\s|[\d)）]+(?=[^\d年月日号])|时期|期间|在|作为"
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
    party = text.startswith("中共", start)
    opened = start
    start += 2 if party else 0
    central = _CENTRAL.match(text, start)
    if central:
        return _central(text, start, central.end())
    chain = read_chain(text, start)
    if not chain:
        return _relative(text, start, opened)
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
    listed = chain.steps[-1].divisions if chain.steps and not chain.town else ()
    if chain.zone or (listed and listed[0].note):
        return printed + "管理委员会"
    if chain.town and chain.town.endswith("街道"):
        return printed + "办事处"
    if len({one.name for one in listed}) == 1 and not printed.endswith(listed[0].name[-1]):
        printed = printed.removesuffix(chain.steps[-1].name) + listed[0].name
    return printed + "人民政府"


def _organisation(text: str, chain: Chain, opened: int) -> Issuer:
    end, level = chain.end, chain.level
    if chain.corps:
        level = "prefecture" if chain.steps else "province"
    joint = _JOINT.match(text, end)
    if joint and _belongs(joint["name"], text[chain.start : end]):
        name = text[opened : joint.end()]
        return Issuer(name, "party and government", level, chain, True)
    government = _GOVERNMENT.match(text, end)
    if government:
        return _of_government(text, chain, opened, government.end())
    office = _PARTY_OFFICE.match(text, end)
    if office:
        return Issuer(text[opened : office.end()], "department", level, chain, True)
    party = _PARTY.match(text, end)
    if party:
        return Issuer(text[opened : party.end()], None, level, chain, True)
    body = _BODY.match(text, end)
    if body:
        name = text[opened : body.end()]
        kind = "agency" if is_agency(name) else "department"
        chain = _branch(name, chain)
        return Issuer(name, kind, level if chain.corps else chain.level, chain, True)
    return Issuer(implied_name(chain, text[chain.start : end]), "government", level, chain, False)


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


def _central(text: str, start: int, end: int) -> Issuer:
    chain = read_chain(text, end)
    body = _BODY.match(text, chain.end) if chain else None
    if chain and body:
        return Issuer(text[start : body.end()], "agency", chain.level, chain, True)
    empty = Chain((), None, None, start, end)
    name = text[start:end]
    kind = "government" if name == "国务院" else "department"
    return Issuer(name, kind, "nation", empty, True)


def _relative(text: str, start: int, opened: int) -> Issuer | None:
    hit = _RELATIVE.match(text, start)
    if hit is None:
        return None
    level, end = _RELATIVE_LEVEL[hit[1]], hit.end()
    empty = Chain((), None, None, start, start)
    government = _GOVERNMENT.match(text, end)
    if government:
        return Issuer(text[opened : government.end()], "government", level, empty, True, True)
    body = _BODY.match(text, end)
    if body is None:
        return None
    name = text[opened : body.end()]
    return Issuer(name, "agency" if is_agency(name) else "department", level, empty, True, True)


def _starts(title: str) -> Iterator[int]:
    seen = set()
    for hit in _STARTS.finditer(title):
        # 中共 is part of the issuer's name: the organisation opens before it.
        start = hit.start() if hit[0] == "中共" else hit.end()
        if start not in seen:
            seen.add(start)
            yield start
