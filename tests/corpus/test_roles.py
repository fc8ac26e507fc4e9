"""What each printed line is, by its own words and by what stands around it."""

from __future__ import annotations

import pytest

from toolkit.corpus.linewords import is_attachment, is_credit, plain_role
from toolkit.corpus.roles import assign_roles, is_bulletin

BODY = "2020年，全县扎实推进依法行政，取得新成效。"
TITLE = "云岭县2020年法治政府建设工作报告"


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("当前位置：首页 > 信息公开", "noise"),
        ("【打印本页】 【关闭窗口】", "noise"),
        ("字号：[大 中 小]", "noise"),
        ("上一篇：云岭县普法规划", "noise"),
        ("扫一扫在手机打开当前页", "noise"),
        ("蒙ICP备05001234号-1", "noise"),
        ("主办：云岭县人民政府办公室", "noise"),
        ("× × ×", "noise"),
        ("发布时间：2020-01-08 来源：县司法局", "meta"),
        ("（2020年1月8日）", "meta"),
        ("二〇二〇年一月八日", "meta"),
        ("2020-01-08 10:22:01", "meta"),
        ("云政发〔2020〕3号", "meta"),
        ("第8期（总第45期）", "meta"),
        ("- 12 -", "meta"),
        ("第3页 共9页", "meta"),
        ("各市、县人民政府，省直各部门：", "meta"),
        ("各位代表：", "meta"),
        ("党中央、国务院：", "meta"),
        ("国务院：", "meta"),
        ("省委省政府：", "meta"),
        ("省委、省政府：", "meta"),
        ("各市州党委、政府：", "meta"),
        ("各县（市、区）：", "meta"),
        ("市委全面依法治市委员会办公室：", "meta"),
        ("县委依法治县办：", "meta"),
        ("区人大常委会：", "meta"),
        ("县委、县人大：", "meta"),
        ("主要做法：", None),
        ("各部门主要职责：", None),
        ("抄送：市人大常委会办公室，市政协办公室。", "meta"),
        ("（联系人：林某，联系电话：0000-1234567）", "meta"),
        ("1．附件1：名词解释.docx", "meta"),
        (BODY, None),
        ("一、工作情况", None),
        ("来源于群众、服务于群众，是做好法治工作的根本要求。", None),
        ("现将有关情况报告如下：", None),
        ("（三）推进法治建设", None),
        ("［2019-02-18］", "meta"),
        ("2019-12-27 09:00:00 作者：法规科 点击：", "meta"),
        ("签发人：李某某", "meta"),
        ("云岭县林业局文件", "meta"),
        ("报：市委办公室，市政府办公室，市司法局，各县区委、县区政府", "meta"),
        ("一、加强领导………………3", "noise"),
        ("语音播报", "noise"),
        ("A- A A+", "noise"),
        ("您访问的链接即将离开“云岭县人民政府网站”，是否继续？", "noise"),
        ("（牵头单位：县司法局；责任单位：县直有关部门）", "meta"),
        ("完成时限：全年", "meta"),
        ("公开属性：主动公开", "meta"),
        ("牵头单位要加强协调，各责任单位要密切配合。", None),
        ("完成时限提前，群众满意。", None),
        ("规范性文件", None),
        ("报告指出，要坚持依法行政。", None),
    ],
)
def test_what_a_lines_own_words_tell(line: str, role: str | None) -> None:
    assert plain_role(line, numbered=False) == role


@pytest.mark.parametrize(
    ("lines", "roles"),
    [
        pytest.param(
            ["云岭县人民政府", "关于2019年度推进依法行政", "建设法治政府情况的报告", BODY],
            ["title", "title", "title", "body"],
            id="a title over three lines",
        ),
        pytest.param(
            [TITLE, "党中央、国务院：", BODY],
            ["title", "meta", "body"],
            id="a salutation below the title is no heading",
        ),
        pytest.param(
            ["政府信息公开指南", "政府信息公开年报", "统计信息", TITLE, BODY],
            ["noise", "noise", "noise", "title", "body"],
            id="a menu above the title",
        ),
        pytest.param(
            ["索引号", "0001/2022-3", "发布机构", "云岭县人民政府", TITLE, BODY],
            ["meta", "meta", "meta", "meta", "title", "body"],
            id="a data table printed as label and value",
        ),
        pytest.param(
            [TITLE, BODY, "云岭县人民政府", "2021年1月8日"],
            ["title", "body", "meta", "meta"],
            id="signature and date",
        ),
        pytest.param(
            [
                TITLE,
                BODY,
                "云岭县人民政府",
                "2021年1月8日",
                "附件",
                "名词解释",
                "1.一窗受理：指由综合窗口统一受理事项。",
            ],
            ["title", "body", "meta", "meta", "heading", "heading", "body"],
            id="signature above an attachment",
        ),
        pytest.param(
            [TITLE, BODY, "附件：1．审查目录", "2．案件统计表", "云岭县司法局", "2021年1月8日"],
            ["title", "body", "meta", "meta", "meta", "meta"],
            id="a list of attachments",
        ),
        pytest.param(
            [TITLE, BODY, "强化组织领导", BODY, "规范行政执法", BODY],
            ["title", "body", "heading", "body", "heading", "body"],
            id="headings without numbers",
        ),
        pytest.param(
            [TITLE, BODY, "一年来，主要做了以下工作：", "（一）放权。取消9项行政许可事项。"],
            ["title", "body", "body", "body"],
            id="a sentence that leads over is no heading",
        ),
        pytest.param(
            [TITLE, "一、存在的问题", "（一）人员不足。", "（二）经费紧张。", "二、打算", BODY],
            ["title", "heading", "body", "body", "heading", "body"],
            id="items that look like headings",
        ),
        pytest.param(
            [TITLE, BODY, "项目\t数量\t备注", "行政许可\t23\t件", BODY],
            ["title", "body", "body", "body", "body"],
            id="rows of a table are no headings",
        ),
        pytest.param(
            [TITLE, BODY, "项目名称", "办理数量", "行政许可", "23", "件", BODY],
            ["title", *["body"] * 7],
            id="cells of a table are no headings",
        ),
        pytest.param(
            [TITLE, BODY, "附件", "执法统计表", "项目", "数量", "检查", "23", "版权所有：云岭县"],
            ["title", "body", "heading", "heading", *["body"] * 4, "noise"],
            id="a table behind the text",
        ),
        pytest.param(
            ["首页", "依法履行职能", BODY, "严格规范执法", BODY],
            ["noise", "heading", "body", "heading", "body"],
            id="a first heading without a title",
        ),
        pytest.param(
            ["法治政府建设工作报告", "（2020年）", BODY],
            ["title", "title", "body"],
            id="a year on a line of its own",
        ),
        pytest.param(
            [TITLE, "前言", BODY, "一、工作情况", BODY],
            ["title", "heading", "body", "heading", "body"],
            id="a foreword",
        ),
        pytest.param(
            [
                TITLE,
                "一、存在的问题",
                "执法人员不足\t持证人员仅3人，无法满足双人执法的需要，影响办案",
                "二、打算",
                "充实力量\t组织参加考试",
                "【打印】",
            ],
            ["title", "heading", "body", "heading", "body", "noise"],
            id="a form whose last rows are no sentences",
        ),
        pytest.param(
            [
                TITLE,
                "一、工作情况",
                BODY,
                "云岭县司法局",
                "2021年1月8日",
                "附件",
                "行政执法统计表",
                "项目\t数量\t说明",
                "行政检查\t23\t含专项检查和日常检查",
                "处罚\t2\t罚款",
            ],
            [
                "title",
                "heading",
                "body",
                "meta",
                "meta",
                "heading",
                "heading",
                "body",
                "body",
                "body",
            ],
            id="a table with long cells behind the signature",
        ),
        pytest.param(
            [TITLE, "一、工作情况", BODY, "2021年1月8日", "国务院部门网站\t省级政府门户网站"],
            ["title", "heading", "body", "meta", "noise"],
            id="links in cells below the text",
        ),
        pytest.param([], [], id="nothing"),
        pytest.param(["打印"], ["noise"], id="furniture alone"),
    ],
)
def test_roles_by_what_stands_around(lines: list[str], roles: list[str]) -> None:
    assert assign_roles(lines) == roles


@pytest.mark.parametrize(
    ("line", "opens"),
    [
        ("附件", True),
        ("附件2：", True),
        ("附表一", True),
        ("有关名词解释", True),
        ("注释：", True),
        ("注释条款", False),
        ("附件：2020年普法活动一览表", False),
        ("附近的居民反映", False),
        ("对名词解释不清的条款逐一修订。", False),
    ],
)
def test_attachments(line: str, opens: bool) -> None:
    assert is_attachment(line) is opens


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("（县司法局供稿）", True),
        ("供稿：县司法局", True),
        ("（县司法局 张某某报送）", True),
        ("（一）由司法局提供服务。", False),
        ("全年向上级报送信息30篇。", False),
    ],
)
def test_credits(line: str, credit: bool) -> None:
    assert is_credit(line) is credit


def test_a_bulletin_has_an_issue_number_or_credits() -> None:
    masthead = ["法治工作简报", "第8期（总第45期）"]
    assert is_bulletin(masthead, ["title", "meta"])
    assert not is_bulletin([TITLE, BODY], ["title", "body"])
    assert is_bulletin(
        [BODY, "（甲局供稿）", BODY, "（乙局供稿）"], ["body", "meta", "body", "meta"]
    )
