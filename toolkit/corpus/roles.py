"""What each printed line is: title, meta, noise, heading or body."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.corpus.numbering import Number, is_bare_heading, read_number

_SENTENCE = re.compile(r"[。！？；!?;]")
_STOP = re.compile(r"[。！？；：!?;:，,、]$")
_CHINESE = re.compile("[㐀-鿿]")

_DATE = (
    r"(?:\d{4}|[〇零○Ｏ一二三四五六七八九]{4})\s?[年./-]\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
    r"(?:\s?[月./-]\s?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?日?)?)?"
)
_NOISE = re.compile(
    "|".join(
        (
            r"^[\W_]*$",
            r"^(?:您?(?:现在|当前)?所?在?的?(?:位置|所在页面?)|当前(?:位置|页面|栏目)|您的位置|现在位置)[:：是 ]?",
            r"(?:^|[【\[\s])(?:打印(?:本页|此页|页面)?|关闭(?:本页|窗口|页面)?|收藏(?:本页)?|返回(?:顶部|首页|列表)?|分享到?|纠错|我要纠错)[】\]\s:：]*$",
            r"^(?:上|下)一[篇条页个][:：]?|(?:上|下)一[篇条][:：]",
            r"^(?:首页|网站首页|主页|网站地图|联系我们|关于我们|设为首页|加入收藏|无障碍(?:阅读|浏览|版)?|长者(?:模式|版|助手)|适老版?|老年版|手机版|移动版?|繁體(?:版|中文)?|简体(?:版|中文)?|English|登录|注册|搜索|检索|导航|更多>*|移动端(?:应用)?|政务(?:微博|微信)|智能(?:问答|机器人)|个人中心|登录个人中心|微信|微博|站内搜索|高级搜索|热门搜索.*|分享|TOP)$",
            r"ICP备|公网安备|版权所有|网站标识码|政府网站找错|技术支持[:：]|(?:主办|承办|维护)(?:单位)?[:：].{2,40}$|建议使用.*浏览器|扫一扫|二维码|Copyright",
            r"^(?:相关|热点|推荐|更多)(?:链接|文章|新闻|信息|阅读|解读|文件|资讯)[:：]?$",
            r"^【?(?:字体|字号|大小)[:：]?[】\s]*[\[【（(]?\s?(?:特大|超大|大|中|小)",
            r"^分享(?:到|至)?[:：]",
            r"^(?:大|中|小)(?:\s?(?:大|中|小))*$",
            r"^责任编辑[:：]?$",
        )
    ),
    re.IGNORECASE,
)
_BREADCRUMB = re.compile(r"^[^。，]{1,60}?\s*(?:>|»|›|＞|-->|→|\|)+\s*[^。，]{1,60}$")
_SEPARATOR = re.compile(r"^(?:[>»›＞|/→]|-->)+$")
_FIELD = (
    "来源|信息来源|文章来源|稿件来源|稿源|作者|编辑|责编|责任编辑|网络编辑|文字编辑|信息审核|审核|审核人|初审|复审|"
    "终审|签发|校对|供稿|撰稿|录入|发布人|发布者|发布(?:时间|日期|机构|单位)|发文(?:时间|日期|机关|单位|字号)|"
    "印发(?:时间|日期)|成文(?:时间|日期)|生成(?:时间|日期)|公开(?:时间|日期|方式|类别|范围|形式|主体)|更新时间|"
    "公布(?:时间|日期|机关)|索\\s?引\\s?号|信息索引|文\\s?号|文件编号|"
    "名\\s?称|标\\s?题|主题(?:分类|词)|关键词|关\\s?键\\s?字|分\\s?类|有\\s?效\\s?性|效力状态|有效期|体裁|服务对象|"
    "时间|日期|浏览(?:次数|量|数)?|点击(?:次数|率|数|量)?|阅读(?:次数|量|数)?|访问(?:次数|量)|字号|字体|责任(?:单位|部门|科室)|"
    "报送(?:单位|时间)|填报单位|联系(?:人|电话|方式)|抄\\s?送|主\\s?送|抄报|发\\s?至|附件\\d{0,2}|摄影|编发|编印|主管|印数"
)
_META = re.compile(
    "|".join(
        (
            rf"^[】\]•·\s]*[【\[（(]?(?:{_FIELD})[】\]）)]?\s?[:：]",
            rf"(?:发布|发文|更新|成文|生成|公开)(?:时间|日期)\s?[:：]\s?{_DATE}",
            rf"^[（(【\[]?\s?{_DATE}(?:\s+\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?)?\s?[】\]）)]?$",
            rf"^[㐀-鿿（）()]{{2,40}}(?:政府|办公室|办公厅|委员会|委|局|厅|办)\s+{_DATE}$",
            r"^(?:浏览|点击|阅读|访问).{0,4}(?:次|\d)",
            r"^.{2,20}[〔\[（(【]\s?(?:19|20)\d{2}\s?[〕\]）)】]\s?第?\d{1,5}号$",
            r"^[（(](?!.{0,40}(?:会议|大会)).{2,30}(?:供稿|撰稿|报送|提供|整理|来稿|通讯员)[^）)]{0,16}[）)]$",
            r"^(?:本报|本刊)?(?:通讯员|记者|实习生)[ 　].{2,20}$",
            r"^(?:19|20)\d{2}年第\d{1,4}期|^第\s?\d{1,4}\s?期|^[（(]?总第?\s?\d{1,4}期",
            r"^[-—－–\s]*(?:第\s?\d{1,4}\s?页)?[\s/，,]*(?:共\s?\d{1,4}\s?页)?[-—－–\s]*\d{0,4}[-—－–\s]*(?:/\s?\d{1,4})?$",
            r"^[（(]?(?:此件|本件|此文|信息公开形式).{0,16}(?:公开|发布)[）)]?$",
            r"^(?:各位)?(?:代表|领导|委员|同志|来宾)(?:们)?(?:[、，,]\s?(?:各位)?(?:代表|领导|委员|同志|来宾|同志)(?:们)?)*\s?[:：!！]?$",
            r"^(?:尊敬的)?(?:主任|主席)[、，,].{2,30}[:：]$",
        )
    )
)
_ORGAN = (
    "(?:人民政府|政府|委员会|党委|党组|(?:省|市|县|区|州|镇|乡|街道)委|常委会|管委会|办公室|办公厅|办事处|政府办|委办|局|厅|委|"
    "兵团|总队|支队|大队|中心|指挥部|领导小组|法制办|司法所|检察院|法院|集团|公司|学校|医院|工委)"
)
_ORGAN_LINE = re.compile(
    rf"^(?:中共)?[㐀-鿿（）()·、 ]{{0,40}}{_ORGAN}(?:[（(](?:章|盖章|公章|印章)[）)])?$"
)
_ADDRESSEE = re.compile(
    rf"^[㐀-鿿（）()·、，, ]{{1,60}}(?:{_ORGAN}|单位|部门|机构|机关|领导|同志们?|代表|委员|书记|主任)[:：]$"
)
_OFFICER = re.compile(
    r"^.{0,30}(?:书记|主任|局长|厅长|省长|市长|县长|区长|州长|镇长|乡长|部长|盟长|旗长|专员|总理|主席|秘书长)"
    r"[ 　]?[㐀-鿿· 　]{2,8}$"
)
_TITLE_WORD = re.compile(
    r"报告|情况|总结|工作(?:要点|计划|方案|安排|打算|汇报)|年报|简报|公报|白皮书|讲话|汇报|自查|述职|述法|"
    r"通讯|信息|动态|专报|快报|规划|纲要|意见|通知|公示|公告|情况通报"
)
_TITLE_START = re.compile(r"^(?:关于|二?[〇○零]?.{0,30}关于)")
_TITLE_REST = re.compile(r"^(?:——|--|—|[（(].{0,60}(?:会议|大会|上)[^。]{0,12}[）)]$)")
_QUOTED_ONLY = re.compile(r"^[“\"《].*[”\"》]$")
_CREDIT = re.compile(
    r"^[（(].{2,30}(?:供稿|撰稿|报送|提供|来稿)[^）)]{0,16}[）)]$|^(?:供稿|撰稿|报送单位|来稿)[:：]"
)
_BULLETIN = re.compile(r"简报|信息|动态|专报|快报|通讯|专刊|摘报|内参|交流")
_ISSUE = re.compile(r"第\s?\d{1,4}\s?期|总\s?第?\s?\d{1,4}\s?期")
_ATTACHMENT = re.compile(r"^附\s?[件表录]?\s?\d{0,2}\s?[:：]?$|^附[件录][:：]?.{0,30}$")
LONGEST_TITLE = 60
_HEAD_LINES = 60


def assign_roles(lines: Sequence[str]) -> list[str]:
    """Give each non-empty line of a file its role.

    Parameters
    ----------
    lines : sequence of str
        The cleaned, non-empty lines, in order.

    Returns
    -------
    list of str
        One of title, meta, noise, heading, body for each line; the codes of
        ``labels/codebook.md``.

    Examples
    --------
    >>> lines = ["首页 > 公开", "云岭县2020年法治政府建设工作报告", "一、工作情况",
    ...          "2020年，云岭县扎实推进依法行政，取得新成效。", "云岭县人民政府", "2021年1月8日"]
    >>> assign_roles(lines)
    ['noise', 'title', 'heading', 'body', 'meta', 'meta']
    """
    return _Roles(lines).assign()


def is_bulletin(lines: Sequence[str], roles: Sequence[str]) -> bool:
    """Tell whether a file is a bulletin of several articles: an issue number, or credits."""
    head = [line for line, role in zip(lines, roles, strict=True) if role in {"title", "meta"}][:6]
    masthead = any(_ISSUE.search(line) for line in head) and any(map(_BULLETIN.search, head))
    return masthead or sum(map(is_credit, lines)) >= 2


def is_credit(line: str) -> bool:
    """Tell whether a line names who sent an article in, which ends the article."""
    return bool(_CREDIT.search(line))


class _Roles:
    """The passes over one file; each settles lines that no earlier pass has settled."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.numbers = [read_number(line) for line in lines]
        self.roles: list[str | None] = [None] * len(lines)

    def assign(self) -> list[str]:
        self._mark_plain_cases()
        first, last = self._body_range()
        self._mark_head(first)
        self._mark_articles(first)
        for place in range(first):
            self._set(place, "meta")
        self._mark_tail(last)
        self._mark_headings()
        return [role or "body" for role in self.roles]

    def _set(self, place: int, role: str) -> None:
        if self.roles[place] is None:
            self.roles[place] = role

    def _mark_plain_cases(self) -> None:
        for place, line in enumerate(self.lines):
            if len(line) > 160:
                self._set(place, "body")
            elif _NOISE.search(line) and not _is_field(line) and not _is_prose(line):
                self._set(place, "noise")
            elif len(line) <= 120 and _META.search(line) and not _is_prose(line):
                self._set(place, "meta")
            elif _ADDRESSEE.match(line) and self.numbers[place] is None:
                self._set(place, "meta")
        self._mark_breadcrumbs()

    def _mark_breadcrumbs(self) -> None:
        for place, line in enumerate(self.lines[:_HEAD_LINES]):
            if _SEPARATOR.match(line):
                for beside in (place - 1, place, place + 1):
                    if 0 <= beside < len(self.lines) and len(self.lines[beside]) <= LONGEST_TITLE:
                        self.roles[beside] = "noise"
            elif (
                place < 20 and len(line) <= 100 and _BREADCRUMB.match(line) and not _is_field(line)
            ):
                self._set(place, "noise")

    def _is_running(self, place: int) -> bool:
        """A line of running text: a sentence, or a line too long to be anything else."""
        line = self.lines[place]
        return self.roles[place] in {None, "body"} and (
            _is_prose(line) or len(line) > LONGEST_TITLE
        )

    def _body_range(self) -> tuple[int, int]:
        opening = (
            place
            for place in range(len(self.lines))
            if self._is_running(place) or self._is_outer_heading(place)
        )
        first = next(opening, len(self.lines))
        running = [place for place in range(first, len(self.lines)) if self._is_running(place)]
        return first, (running[-1] if running else len(self.lines) - 1)

    def _is_outer_heading(self, place: int) -> bool:
        number = self.numbers[place]
        outer = number is not None and number.kind in {"part", "chapter", "chinese", "bracketed"}
        return self.roles[place] is None and outer

    def _mark_head(self, first: int) -> None:
        """Title lines, bylines and signatures before the text; other short lines are furniture."""
        open_places = [place for place in range(first) if self.roles[place] is None]
        titles = self._title_places(open_places)
        for place in open_places:
            line = self.lines[place]
            if place in titles:
                self._set(place, "title")
            elif (
                titles and place > min(titles) and (_OFFICER.match(line) or _ORGAN_LINE.match(line))
            ):
                self._set(place, "meta")
            elif not titles or place < max(titles):
                self._set(place, "noise")

    def _title_places(self, places: Sequence[int]) -> set[int]:
        strong = {place for place in places if self._may_be_title(place, strict=True)}
        if not strong:
            longest = max(places, key=lambda place: len(self.lines[place]), default=None)
            likely = longest is not None and len(self.lines[longest]) >= 12
            strong = {longest} if likely and longest is not None else set()
        grown = set(strong)
        for place in sorted(strong):
            if self._opens_title(place - 1, place):
                grown.add(place - 1)
            if place + 1 in places and self._continues_title(place, place + 1):
                grown.add(place + 1)
        return grown & set(places)

    def _may_be_title(self, place: int, *, strict: bool) -> bool:
        line = self.lines[place]
        fits = (
            5 <= len(line) <= LONGEST_TITLE and not _STOP.search(line) and self.roles[place] is None
        )
        return fits and (not strict or bool(_TITLE_WORD.search(line)) and len(line) >= 6)

    def _opens_title(self, place: int, then: int) -> bool:
        """The line above a title that belongs to it: the issuer, or its first half."""
        if place < 0 or not self._may_be_title(place, strict=False):
            return False
        above, below = self.lines[place], self.lines[then]
        continued = _TITLE_START.match(below) or re.match(
            r"(?:法治|建设|工作|情况|依法|政府工作)", below
        )
        whole = _ORGAN_LINE.match(above) or re.search(r"年度?|关于|法治|推进|依法", above)
        return bool(continued and whole and len(above) >= 4)

    def _continues_title(self, place: int, then: int) -> bool:
        below = self.lines[then]
        subtitle = bool(_TITLE_REST.match(below)) and len(below) <= LONGEST_TITLE
        half = len(below) <= 24 and re.search(r"(?:报告|总结|情况|要点)$", below) is not None
        return subtitle or half or (place + 1 == then and self._may_be_title(then, strict=True))

    def _mark_tail(self, last: int) -> None:
        """Signature, date and credits after the text; other short lines are furniture."""
        seen_date = any(self.roles[place] == "meta" for place in range(last + 1, len(self.lines)))
        for place in range(last + 1, len(self.lines)):
            line = self.lines[place]
            if self.numbers[place] is not None and not _ORGAN_LINE.match(line):
                continue
            if _ORGAN_LINE.match(line) or _OFFICER.match(line) or _ATTACHMENT.match(line):
                self._set(place, "meta")
            elif len(line) <= 30 and not _SENTENCE.search(line):
                self._set(place, "meta" if seen_date and place == last + 1 else "noise")

    def _mark_headings(self) -> None:
        following = self._followers()
        for place, line in enumerate(self.lines):
            if self.roles[place] is not None:
                continue
            number = self.numbers[place]
            if number is not None and is_bare_heading(line, number):
                if self._heads_something(place, number, following[place]):
                    self._set(place, "heading")
            elif number is None and self._is_plain_heading(place, following[place]):
                self._set(place, "heading")

    def _followers(self) -> list[int | None]:
        """For each line, the next one that is neither noise nor meta."""
        nearest: int | None = None
        after: list[int | None] = [None] * len(self.lines)
        for place in range(len(self.lines) - 1, -1, -1):
            after[place] = nearest
            if self.roles[place] not in {"noise", "meta"}:
                nearest = place
        return after

    def _heads_something(self, place: int, number: Number, after: int | None) -> bool:
        """A heading has text or deeper headings below; an item in a list has its sibling."""
        stopped = bool(re.search("[。；;]$", self.lines[place]))
        outer = number.kind in {"part", "chapter", "article", "chinese"}
        if number.kind in {"spoken", "dash", "circled"} and stopped:
            return False
        if after is None:
            return outer and not stopped
        below = self.numbers[after]
        siblings = below is not None and below.rank <= number.rank
        return not siblings or (outer and not stopped)

    def _is_plain_heading(self, place: int, after: int | None) -> bool:
        line = self.lines[place]
        if after is None or not 4 <= len(line) <= 30 or _STOP.search(line.rstrip("：:")):
            return False
        if len(_CHINESE.findall(line)) < 4 or _QUOTED_ONLY.match(line):
            return False
        return self._follows_sentence(place) and (
            self._is_running(after) or self.numbers[after] is not None
        )

    def _follows_sentence(self, place: int) -> bool:
        """The line above is finished, so that this one is not the rest of a broken sentence."""
        above = next(
            (
                self.lines[k]
                for k in range(place - 1, -1, -1)
                if self.roles[k] not in {"noise", "meta"}
            ),
            "",
        )
        return not above or bool(re.search("[。！？；：!?;:”）)]$", above)) or len(above) <= 40

    def _mark_articles(self, first: int) -> None:
        """Titles and bylines of a bulletin's articles: unnumbered short lines where one starts."""
        settled = [role or "body" for role in self.roles]
        if not is_bulletin(self.lines, settled):
            return
        fresh = True
        for place, line in enumerate(self.lines):
            if is_credit(line):
                fresh = True
            elif self.roles[place] is not None:
                fresh = fresh and self.roles[place] != "body"
            elif fresh and _OFFICER.match(line):
                self.roles[place] = "meta"
            elif self._opens_article(place, fresh=fresh):
                self.roles[place], fresh = "title", True
            else:
                fresh = place < first

    def _opens_article(self, place: int, *, fresh: bool) -> bool:
        line = self.lines[place]
        if fresh and _TITLE_REST.match(line) and len(line) <= LONGEST_TITLE:
            return True
        # An article without a credit ends unannounced; inner headings are shorter than titles.
        plain = self.numbers[place] is None and not _is_prose(line)
        return plain and self._may_be_title(place, strict=False) and (fresh or len(line) >= 16)


def _is_prose(line: str) -> bool:
    """A sentence: punctuation inside or at the end, and more than a label's length."""
    return len(line) >= 15 and bool(_SENTENCE.search(line)) or len(line) >= 30 and "，" in line


def _is_field(line: str) -> bool:
    return bool(_META.search(line)) and len(line) <= 120
