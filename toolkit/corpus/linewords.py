"""What the words of one printed line tell of its role, whatever stands around it."""

from __future__ import annotations

import re

SENTENCE = re.compile(r"[。！？；!?;]")
STOP = re.compile(r"[。！？；：!?;:，,、]$")
_COMMA = re.compile("[，,]")

_DATE = (
    r"(?:\d{4}|[〇零○Ｏ一二三四五六七八九]{4})\s?[年./-]\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
    r"(?:\s?[月./-]\s?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?日?)?)?"
)
_NOISE = re.compile(
    "|".join(
        (
            r"^[\W_]*$|^https?://\S+$",
            r"^(?:您?(?:现在|当前)?所?在?的?(?:位置|所在页面?)|当前(?:位置|页面|栏目)|您的位置|现在位置)"
            r"[:：是 ]?",
            r"(?:^|[【\[\s])(?:打印(?:本页|此页|页面)?|关闭(?:本页|窗口|页面)?|收藏(?:本页)?|"
            r"返回(?:顶部|首页|列表|手机版)?|分享到?|纠错|我要纠错)[】\]\s:：]*$",
            r"^(?:上|下)一[篇条页个][:：]?|(?:上|下)一[篇条][:：]",
            r"^(?:首页|网站首页|主页|网站地图|联系我们|关于我们|设为首页|加入收藏|"
            r"无障碍(?:阅读|浏览|版)?|长者(?:模式|版|助手)|适老版?|老年版|手机版|移动版?|"
            r"繁體(?:版|中文)?|简体(?:版|中文)?|English|登录|注册|登录注册|搜索|检索|导航|更多>*|"
            r"移动端(?:应用)?|政务(?:微博|微信)|智能(?:问答|机器人)|个人中心|登录个人中心|微信|微博|"
            r"站内搜索|高级搜索|热门搜索.*|分享|TOP|扫码.{0,12}|.{0,8}客户端)$",
            r"政府网站找错|技术支持[:：]|(?:主办|承办|维护)(?:单位)?[:：].{2,40}$|扫一扫|二维码",
            r"^(?:相关|热点|推荐|更多|友情)(?:链接|文章|新闻|信息|阅读|解读|文件|资讯|稿件)[:：]?$",
            r"^分享(?:到|至)?[:：]",
            r"^责任编辑[:：]?$|^附件下载[:：]?$",
            r"^(?:语音播报|收听(?:全文)?|听全文|朗读(?:全文)?|播放|暂停|继续访问|放弃|关怀版|A[-+]|A)"
            r"(?:\s(?:语音播报|继续访问|放弃|A[-+]?|朗读))*$",
            r"^目录$|[.…·．]{4,}\s?\d{1,3}$",
        )
    ),
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"链接即将离开|ICP备|公网安备|版权所有|网站标识码|建议使用.{0,40}浏览器|Copyright|All Rights",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"字体|字号|特大|超大|默认|打印|关闭|收藏|保存|分享|返回|复制链接|我要|纠错|下载|扫一扫|微信|微博|空间|朋友圈|QQ|保护视力|颜?色|"
    r"本页|此页|页面|窗口|本文|顶部|首页|列表|[大中小到\W_]"
)
_BUTTON_SIGN = re.compile(r"字体|字号|打印|关闭|收藏|保存|分享|返回|纠错|下载|大\W{0,3}中\W{0,3}小")
BREADCRUMB = re.compile(r"^[^。，]{1,60}?\s*(?:>|»|›|＞|-->|→|\|)+\s*[^。，]{1,60}$")
SEPARATOR = re.compile(r"^(?:[>»›＞|/→]|-->)+$")
_FIELD = (
    "来源|信息来源|文章来源|稿件来源|稿源|作者|编辑|责编|责任编辑|网络编辑|文字编辑|信息审核|审核|审核人|初审|复审|"
    "终审|签发|校对|供稿|撰稿|录入|发布人|发布者|发布(?:时间|日期|机构|单位)|发文(?:时间|日期|机关|单位|字号)|"
    "印发(?:时间|日期)|成文(?:时间|日期)|生成(?:时间|日期)|公开(?:时间|日期|方式|类别|范围|形式|主体)|更新时间|"
    "公布(?:时间|日期|机关)|公开属性|(?:文件|信息)名称|索\\s?引\\s?号|信息索引|文\\s?号|文件编号|"
    "名\\s?称|标\\s?题|主题(?:分类|词)|关键词|关\\s?键\\s?字|分\\s?类|有\\s?效\\s?性|效力状态|有效期|体裁|服务对象|"
    "时间|日期|浏览(?:次数|量|数)?|点击(?:次数|率|数|量)?|阅读(?:次数|量|数)?|访问(?:次数|量)|责任(?:单位|部门|科室)|"
    "(?:报送|填报)(?:单位|时间|日期)|填报人|(?:牵头|配合)(?:单位|部门)|责任(?:人|领导)|完成(?:时间|时限)|"
    "联系(?:人|电话|方式)|抄\\s?送|主\\s?送|抄报|发\\s?至|附件\\d{0,2}|摄影|编发|编印|主管|印数|签发人|公开类别|信息类别|信息分类|发布"
)
_PAGE = (
    r"^(?=.{0,20}\d)[-—－–―─·\s]{0,6}(?:第\s?\d{1,4}\s?页)?[\s/，,]{0,3}(?:共\s?\d{1,4}\s?页)?"
    r"[-—－–―─·\s]{0,6}\d{0,4}[-—－–―─·\s]{0,6}(?:/\s?\d{1,4})?$"
)
PAGE_NUMBER = re.compile(_PAGE)
_META = re.compile(
    "|".join(
        (
            rf"^[】\]•·\s]*[【\[（(]?(?:{_FIELD})[】\]）)]?\s?[:：]",
            rf"(?:发布|发文|更新|成文|生成|公开)(?:时间|日期)\s?[:：]\s?{_DATE}",
            rf"^[（(【\[［]?\s?{_DATE}(?:\s+\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?)?\s?(?:印发)?[】\]）)］]?$",
            rf"^[㐀-鿿（）()]{{2,40}}(?:政府|办公室|办公厅|委员会|委|局|厅|办)(?:编|编印|主办)?\s*{_DATE}\s?(?:印发|印|编印)?$",
            rf"^[（(【\[［]?\s?{_DATE}(?:\s+\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?)?[】\]）)］]?[\s|]+"
            r"(?:信息来源|来源|作者|编辑|浏览|点击|阅读|访问|发布|字体|字号)",
            r"^共印\s?\d{1,5}\s?份",
            r"^[㐀-鿿]{2,12}[省市县区州镇乡旗盟][㐀-鿿]{0,20}(?:政府|委员会|办公室|办公厅|局|厅|委)文件$",
            r"^(?:浏览|点击|阅读|访问).{0,4}(?:次|\d)",
            r"^.{2,20}[〔\[（(【]\s?(?:19|20)\d{2}\s?[〕\]）)】]\s?第?\d{1,5}号$",
            r"^[（(](?!.{0,40}(?:会议|大会)).{2,30}(?:供稿|撰稿|报送|提供|整理|来稿|通讯员)[^）)]{0,16}[）)]$",
            r"^(?:本报|本刊)?(?:通讯员|记者|实习生)[ 　].{2,20}$",
            r"^(?:19|20)\d{2}年第\d{1,4}期|^第\s?\d{1,4}\s?期|^[（(]?总第?\s?\d{1,4}期",
            _PAGE,
            r"\.(?:docx?|xlsx?|pdf|wps|rar|zip|jpe?g|png)$",
            r"^[（(]?(?:此件|本件|此文|信息公开形式).{0,16}(?:公开|发布)[）)]?$",
            r"^(?:各位)?(?:人大)?(?:代表|领导|委员|同志|来宾)(?:们)?"
            r"(?:[、，,]\s?(?:各位)?(?:代表|领导|委员|同志|来宾)(?:们)?)*\s?[:：!！]?$",
            r"^(?:尊敬的)?(?:主任|主席)[、，,].{2,30}[:：]$",
        )
    )
)
_ORGAN = (
    "(?:人民政府|政府|委员会|党委|党组|(?:省|市|县|区|州|镇|乡|街道)委|常委会|管委会|办公室|办公厅|办事处|政府办|委办|局|厅|委|"
    "兵团|总队|支队|大队|中心|指挥部|领导小组|法制办|司法所|检察院|法院|集团|公司|学校|医院|工委)"
)
ORGAN_LINE = re.compile(
    rf"^(?:中共)?[㐀-鿿（）()·、 ]{{0,40}}{_ORGAN}(?:[（(](?:章|盖章|公章|印章)[）)])?$"
)
# Bodies that a report is sent to, and that sign none; and the places below, named as one.
_SUPERIOR = "(?:党中央|中央|国务院|中央军委|司法部|人大|政协)"
_EACH_BELOW = "各[省市州县区旗镇乡盟街道、，, （）()]{1,16}"
_ADDRESSEE = re.compile(
    rf"^(?:{_EACH_BELOW}|(?:[㐀-鿿]{{1,16}}[、，, ])?(?:中共)?[全省市州县区旗镇乡]?{_SUPERIOR}|"
    rf"[㐀-鿿（）()·、，, ]{{1,60}}(?:{_ORGAN}|单位|部门|机构|机关|领导|同志们?|代表|委员|书记|"
    r"主任|(?:治|政)[^、，, ]{1,3}办))[:：]$"
)
OFFICER = re.compile(
    r"^.{0,30}(?:书记|主任|局长|厅长|省长|市长|县长|区长|州长|镇长|乡长|部长|盟长|旗长|专员|总理|主席|秘书长)"
    r"[ 　]?[㐀-鿿· 　]{2,8}$"
)
TITLE_WORD = re.compile(
    r"报告|情况|总结|工作(?:要点|计划|方案|安排|打算|汇报)|年报|简报|公报|白皮书|讲话|汇报|自查|述职|述法|"
    r"通讯|信息|动态|专报|快报|规划|纲要|意见|通知|公示|公告|情况通报"
)
# How the second half of a title may open, below its issuer or its first half.
TITLE_START = re.compile(
    r"^(?:关于|.{0,30}关于|(?:19|20)\d{2}|[二2][〇○零0]|法治|建设|工作|情况|依法|政府工作|推进|开展|落实|贯彻|年度)"
)
TITLE_HALF = re.compile(r"年度?|关于|法治|推进|依法|行政|建设")
TITLE_REST = re.compile(
    r"^(?:[（(]?(?:19|20)\d{2}\s?年(?:度)?[）)]?$|——|--|—|[（(].{0,60}(?:会议|大会|上)[^。]{0,12}[）)]$|[暨及和与](?=.{2}))"
)
TITLE_END = re.compile(
    r"(?:报告|总结|情况|汇报|年报|公报|白皮书|计划|要点|方案|安排|打算|思路|讲话|发言|简报|通报|意见|规划|通讯|动态|专报)"
    r"(?:[（(].{1,24}[）)])?$"
)
_TITLE_TOPIC = re.compile(r"法治|依法|法制|政府工作|行政|述职|述法")
_TITLE_YEAR = re.compile(r"(?:19|20)\d{2}|二[〇○零]|“?十[一二三四五]五")
QUOTED_ONLY = re.compile(r"^[“\"《].*[”\"》]$")
_CREDIT = re.compile(
    r"^[（(].{2,30}(?:供稿|撰稿|报送|提供|来稿)[^）)]{0,16}[）)]$|^(?:供稿|撰稿|报送单位|来稿)[:：]"
)
BULLETIN = re.compile(r"简报|信息|动态|专报|快报|通讯|专刊|摘报|内参|交流")
ISSUE = re.compile(r"第\s?\d{1,4}\s?期|总\s?第?\s?\d{1,4}\s?期")
ATTACHMENT = re.compile(r"^附\s?[件表录]?\s?\d{0,2}\s?[:：]?$|^附[件录][:：]?.{0,60}$")
_ATTACHED = re.compile(
    r"^附\s?[件表录]?\s?[一二三四五六七八九十\d]{0,3}\s?[:：]?$|"
    r"^.{0,24}(?:名词|术语|用语)(?:、术语)?(?:解释|注释|说明)[:：]?$|"
    r"^(?:注释|附注|脚注|尾注)[:：]?$"
)
PURE_DATE = re.compile(rf"^[（(]?\s?{_DATE}\s?[）)]?$")
LONGEST_TITLE = 60
LONGEST_LABEL = 160


# Labels of what stands outside the text, however long what follows them.
_CONTROL = re.compile(
    r"^(?:抄\s?[送报]|[报送发]|主\s?送|联\s?系\s?人|联系电话|附\s?件\s?\d?)\s?[:：].|"
    r"^[（(【\[]?(?:牵头|责任|配合)(?:单位|部门)\s?[:：]."
)
_FORMULA = re.compile(r"^(?:特此|专此)(?:报告|汇报|说明|函复|函告)[。！]?$")
_LONE_LABEL = re.compile(
    r"^(?:索\s?引\s?号|信息索引|(?:发布|公开|发文|责任)(?:机构|机关|单位|字号|日期|时间)|文\s?号|"
    r"(?:成文|生成|印发)(?:日期|时间)|主题(?:分类|词)|(?:信息|文件)(?:来源|分类|名称|编号)|"
    r"公开(?:属性|方式|范围|形式|类别)|公文种类|有\s?效\s?性|体裁|生成日期)\s?[:：]?$"
)
_AS_FOLLOWS = re.compile(r"(?:如下|以下).{0,12}[:：。]$")


def plain_role(line: str, *, numbered: bool) -> str | None:
    """Return the role that a short line's own words settle, or None.

    Examples
    --------
    >>> lines = ("打印本页", "发布时间：2020-01-08", "2020年，全县扎实推进依法行政。")
    >>> [plain_role(line, numbered=False) for line in lines]
    ['noise', 'meta', None]
    """
    if len(line) <= 120 and _CONTROL.match(line):
        return "meta"
    prose = is_prose(line)
    if _is_buttons(line) or (_FOOTER.search(line) and "。" not in line):
        return "noise"
    if not prose and _NOISE.search(line) and not is_field(line):
        return "noise"
    addressed = not numbered and _ADDRESSEE.match(line)
    labelled = not prose and len(line) <= 120 and _META.search(line)
    return "meta" if addressed or labelled else None


def is_credit(line: str) -> bool:
    """Tell whether a line names who sent an article in, which ends the article."""
    return bool(_CREDIT.match(line))


def is_attachment(line: str) -> bool:
    """Tell whether a line opens what is attached to a report: an annex, a glossary."""
    return len(line) <= 40 and bool(_ATTACHED.match(line))


def is_prose(line: str) -> bool:
    """Tell whether a line is a sentence: punctuated, and longer than a label."""
    if len(line) < 15:
        return bool(_FORMULA.match(line) or (len(line) >= 6 and _AS_FOLLOWS.search(line)))
    if SENTENCE.search(line) or _AS_FOLLOWS.search(line):
        return True
    return bool(_COMMA.search(line)) and (len(line) >= 30 or line.endswith(("：", ":")))


def is_lone_label(line: str) -> bool:
    """Tell whether a line is a label of a page's data table, its value behind it or below."""
    return bool(_LONE_LABEL.match(line.partition("\t")[0]))


def is_field(line: str) -> bool:
    """Tell whether a line opens with a label of a document's data, such as its source."""
    return len(line) <= 120 and bool(_META.search(line))


def _is_buttons(line: str) -> bool:
    """A line that holds nothing but a page's buttons."""
    return len(line) <= 60 and bool(_BUTTON_SIGN.search(line)) and not _BUTTON.sub("", line)


# Parts that go without a number, however short their names.
NAMED_PART = re.compile(r"^(?:前言|引言|导言|序言|导语|概述|综述|结束语|结语|后记)$")


def title_score(line: str) -> int:
    """How much of a report's title a line holds: a year, a kind of text, a subject, length."""
    year, end = bool(_TITLE_YEAR.search(line)), bool(TITLE_END.search(line))
    return 2 * year + 2 * end + bool(_TITLE_TOPIC.search(line)) + (len(line) >= 12)
