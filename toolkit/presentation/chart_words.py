"""The fixed words of charts, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from toolkit.errors import check_choice

# name: (Chinese, English)
_WORDS = {
    "share": ("占比（%）", "Share (%)"),
    "rate": ("每万字处数", "Admissions per 10,000 characters"),
    "term_rate": ("每万字次数", "Occurrences per 10,000 characters"),
    "year": ("年份", "Year"),
    "count": ("数量（条）", "Number of problems"),
    "documents": ("报告数（份）", "Number of reports"),
    "interval": ("阴影为 {percent}% 区间。", "Shaded: {percent}% interval."),
    "whiskers": ("短线为 {percent}% 区间。", "Whiskers: {percent}% interval."),
    "some": ("无阴影处无区间。", "Unshaded points have no interval."),
    "bare": ("无短线者无区间。", "Those without one have no interval."),
    "none": ("无区间。", "No interval."),
    "uncorrected": (
        "数值为分类结果直接计数，未校正分类误差。",
        "Counted from predictions, not corrected for the classifier's errors.",
    ),
    "breaks": (
        "竖虚线：口径或制度变化之处（{years}）。",
        "Dashed lines: changes of rules or of organisation ({years}).",
    ),
    "cells": ("格内数字为占比（%）。", "Cells: share in percent."),
    "beside": ("{percent}% 区间见数据表。", "The {percent}% intervals are in the table."),
    "key": ("类别：{key}。", "{key}."),
    "coverage": (
        "格内数字为报告份数，空白为无报告。",
        "Cells: number of reports; blank: none.",
    ),
    "cut": (
        "共 {all} 个地区，图中为文件最多的 {shown} 个。",
        "The {shown} regions with the most documents, of {all}.",
    ),
    # Series and axes.
    "method count": ("直接计数", "Count"),
    "method corrected": ("校正后", "Corrected"),
    "tiles": (
        "每格一个省级地区，大致按方位排列；未含港澳台。斜线：无数据。",
        "One square for each provincial division, placed roughly as on the ground; Hong Kong, "
        "Macao and Taiwan are not included. Hatched: no data.",
    ),
    "letters": (
        "字母代码依 GB/T 2260。",
        "Letter codes of GB/T 2260.",
    ),
    "lag": ("其后第几份报告", "Reports later"),
    "survival": ("仍在提及（%）", "Still admitted (%)"),
    "lag at risk": (
        "其后第几份报告（下列数字：仍可观察的问题数）",
        "Reports later (below: admissions at risk)",
    ),
    "risk order": (
        "轴下数字自上而下依次为：{series}。",
        "Numbers under the axis, from the top: {series}.",
    ),
    "log odds": ("对数几率比", "Log-odds ratio"),
    "level nation": ("国家", "Nation"),
    "level province": ("省级", "Provinces"),
    "level prefecture": ("地市级", "Prefectures"),
    "level county": ("县级", "Counties"),
    "level township": ("乡镇级", "Townships"),
    "distance": ("议程距离", "Distance between agendas"),
    "truth": ("人工编码", "Coded by hand"),
    "predicted": ("分类结果", "Predicted"),
    "rows shaded": (
        "格内数字为段落数，颜色深浅为占本行之比；粗框为一致。",
        "Cells: number of paragraphs, shaded by their share of the row; framed: both agree.",
    ),
    "stated": ("模型给出的概率", "Probability stated"),
    "right": ("实际正确比例", "Share right"),
    "bins": (
        "圆点大小与数字为段落数；虚线上概率与正确比例相等。",
        "Size and number of a point: paragraphs. On the dashed line the two are equal.",
    ),
    "trained on": ("已编码报告数（份）", "Coded reports that train"),
    "measured": ("实测", "Measured"),
    "forecast": ("外推", "Forecast"),
    "agreement": ("一致性", "Agreement"),
    "all": ("全部类别", "All categories"),
    "thresholds": (
        "竖虚线：0.667 与 0.800（Krippendorff 建议的下限）。",
        "Dashed lines: 0.667 and 0.800, the floors that Krippendorff names.",
    ),
    "alpha": ("Krippendorff α", "Krippendorff's alpha"),
    "percent": ("一致率", "Percent agreement"),
    "kappa": ("Cohen κ", "Cohen's kappa"),
    "macro_f1": ("宏平均 F1", "Macro F1"),
    "macro_f1_5": ("宏平均 F1（≥5 段的类别）", "Macro F1, categories of 5 or more"),
    "accuracy": ("准确率", "Accuracy"),
    "weighted_f1": ("加权 F1", "Weighted F1"),
    "score": ("得分", "Score"),
    "main": ("实心菱形：主设定。", "Filled diamond: the main specification."),
    "specifications": ("设定（按估计值排列）", "Specifications, by estimate"),
    "estimate": ("估计值（百分点）", "Estimate (percentage points)"),
    "change per year": ("每年变化（百分点）", "Change per year (percentage points)"),
    # Choices of a specification curve.
    "choice colon": ("：", ": "),
    "choice weight": ("计量", "Weight"),
    "choice unit": ("单元", "Unit"),
    "choice scheme": ("分类体系", "Scheme"),
    "choice sections": ("篇章", "Sections"),
    "choice none": ("无任务文字", "Text of no task"),
    "choice method": ("方法", "Method"),
    "choice population": ("推断对象", "Population"),
    "choice least_probability": ("最低概率", "Least probability"),
    "choice alternative": ("对照表", "Crosswalk"),
    "choice characters": ("字数", "characters"),
    "choice paragraphs": ("段落数", "paragraphs"),
    "choice paragraph": ("段落", "paragraph"),
    "choice segment": ("分项", "segment"),
    "choice work": ("工作", "work"),
    "choice intro": ("引言", "intro"),
    "choice problems": ("问题", "problems"),
    "choice plans": ("计划", "plans"),
    "choice other": ("其他", "other"),
    "choice joiner": ("、", ", "),
    "choice keep": ("计入", "keep"),
    "choice drop": ("不计", "drop"),
    "choice count": ("计数", "count"),
    "choice corrected": ("校正", "corrected"),
    "choice corpus": ("所收报告", "corpus"),
    "choice process": ("生成过程", "process"),
    "choice common": ("共同", "common"),
    "choice outline-2015": ("2015 纲要", "outline-2015"),
    "choice outline-2021": ("2021 纲要", "outline-2021"),
    # Measures of problem language that have no category.
    "admissions per 10,000 characters": ("每万字自陈问题数", "Admissions per 10,000 characters"),
    "share of text": ("占全文篇幅", "Share of text"),
    "share of reports that admit": ("自陈问题的报告占比", "Reports that admit any"),
    "hedged": ("弱化表述占比", "Hedged"),
    "specific": ("具体表述占比", "Specific"),
    "cause": ("说明原因占比", "Cause named"),
    # Openings of descriptions.
    "tell trend": (
        "折线图，每类一格，横轴为年份，纵轴为占比。",
        "Line charts, one panel for each category: share by year.",
    ),
    "tell emphasis": (
        "热力图，行为地区，列为类别，格内为占比。",
        "Heat map: regions in rows, categories in columns, share in cells.",
    ),
    "tell composition": (
        "堆叠柱形图，每年一柱，分段为各类占比。",
        "Stacked bars, one for each year: shares of the categories.",
    ),
    "tell problems": ("横条图，每条一类问题。", "Horizontal bars, one for each kind of problem."),
    "tell sample": (
        "格子图，行为地区，列为年份，格内为报告份数。",
        "Grid: regions in rows, years in columns, number of reports in cells.",
    ),
    "tell problem trend": (
        "折线图，每类问题一格，横轴为年份。",
        "Line charts, one panel for each kind of problem, by year.",
    ),
    "tell correction": (
        "直接计数与校正后占比的对照图，每类一组。",
        "Shares counted and shares corrected, side by side for each category.",
    ),
    "tell tiles": (
        "方格图，每个省级地区一格，颜色深浅与数字为占比。",
        "Tile map, one square for each provincial division: share by shade and number.",
    ),
    "tell change": (
        "哑铃图，每行两点为前后两期的占比。",
        "Dumbbells: the share at two times, one row for each name.",
    ),
    "tell recurrence": (
        "生存曲线：自陈的问题在其后各份报告中仍被提及的比例。",
        "Survival curves: the share of admissions that are still made in later reports.",
    ),
    "tell wording": (
        "棒棒糖图，每组一格，按对数几率比列出该组的特征词。",
        "Lollipops, one panel for each group: its marked words by log-odds ratio.",
    ),
    "tell distance": (
        "折线图，横轴为年份，纵轴为地区间议程距离。",
        "Line chart: distance between regions' agendas by year.",
    ),
    "tell confusion": (
        "混淆矩阵，行为人工编码，列为分类结果，格内为段落数。",
        "Confusion matrix: codes by hand in rows, predictions in columns, paragraphs in cells.",
    ),
    "tell calibration": (
        "校准图：横轴为模型给出的概率，纵轴为实际正确比例。",
        "Calibration: probability stated across, share right upwards.",
    ),
    "tell learning": (
        "学习曲线：得分随已编码报告数的变化，虚线为外推。",
        "Learning curve: score by number of coded reports; the dashed part is a forecast.",
    ),
    "tell agreement": (
        "点图，每行一类，点为编码者间一致性及其区间。",
        "Dots: agreement between coders, one row for each category.",
    ),
    "tell specification": (
        "设定曲线：上图为按大小排列的估计值，下图标出各估计所用的设定。",
        "Specification curve: estimates in order above, the choices behind each below.",
    ),
    # Lines of descriptions.
    "span": (
        "{name}：{first}（{start}年）至 {last}（{end}年），最低 {low}，最高 {high}。",
        "{name}: {first} ({start}) to {last} ({end}), lowest {low}, highest {high}.",
    ),
    "range": (
        "{name}：最低 {low}（{where}），最高 {high}（{peak}）。",
        "{name}: lowest {low} ({where}), highest {high} ({peak}).",
    ),
    "item": ("{name}：{value}。", "{name}: {value}."),
    "specification": (
        "{n} 个设定，估计值从 {low} 到 {high}，其中 {bounded} 个的区间不含零。",
        "{n} specifications, estimates from {low} to {high}; the intervals of {bounded} leave "
        "out zero.",
    ),
    "right of": ("{right}/{all} 一致", "{right} of {all} right"),
    "gap": ("", " "),
    "joiner": ("、", ", "),
    "semicolon": ("；", "; "),
    "after": ("其后第 {lag} 份 {value}", "{value} after {lag}"),
    "n documents": ("{n} 份 {value}", "{value} with {n}"),
}
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        language: MappingProxyType({name: pair[place] for name, pair in _WORDS.items()})
        for place, language in enumerate(("zh", "en"))
    }
)


def words_for(language: str) -> Mapping[str, str]:
    """Return the fixed words of charts in a language.

    Examples
    --------
    >>> words_for("en")["year"]
    'Year'
    >>> words_for("fr")
    Traceback (most recent call last):
    toolkit.errors.ToolkitError: wanted one of 'en', 'zh', came 'fr' (language): choose one of them
    """
    check_choice(language, WORDS, where="language", remedy="choose one of them")
    return WORDS[language]
