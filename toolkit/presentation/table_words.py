"""The words of printed tables in both languages: heads, cells, and what flags mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from toolkit.errors import check_choice
from toolkit.presentation.chart_words import words_for

if TYPE_CHECKING:
    import pandas as pd

LANGUAGES = ("zh", "en")
# column: (Chinese, English)
_HEADS = {
    "measure": ("指标", "Measure"),
    "scheme": ("任务体系", "Scheme"),
    "category": ("类别", "Category"),
    "region": ("地区", "Region"),
    "year": ("年份", "Year"),
    "period": ("年份", "Period"),
    "level": ("层级", "Level"),
    "value": ("估计值", "Estimate"),
    "low": ("下限", "Lower bound"),
    "high": ("上限", "Upper bound"),
    "confidence": ("置信水平", "Confidence"),
    "population": ("推断对象", "Population"),
    "unit": ("计量单位", "Unit"),
    "method": ("方法", "Method"),
    "n_documents": ("报告数", "Reports"),
    "n_paragraphs": ("段落数", "Paragraphs"),
    "n_labelled": ("已编码段落数", "Coded paragraphs"),
    "n_judgements": ("判断数", "Judgements"),
    "n_regions": ("地区数", "Regions"),
    "n_throughout": ("各年均有报告的地区数", "Regions in every year"),
    "n_places": ("地区数", "Places"),
    "n_admissions": ("自陈问题数", "Admissions"),
    "n_elsewhere": ("对照数", "Comparisons"),
    "n_documents_others": ("其他组报告数", "Reports of others"),
    "n_returns": ("再现次数", "Returns"),
    "n_peers": ("同类地区数", "Peers"),
    "n_past": ("以往报告数", "Past reports"),
    "n": ("数量", "n"),
    "n_chars": ("字数", "Characters"),
    "flag": ("说明", "Notes"),
    "part": ("篇章", "Part"),
    "since_2019": ("2019 年起", "Since 2019"),
    "term": ("项", "Term"),
    "group": ("组别", "Group"),
    "other": ("对照组", "Other group"),
    "error": ("标准误", "Standard error"),
    "df": ("自由度", "df"),
    "p": ("p", "p"),
    "p_wild": ("p（野自助法）", "p (wild bootstrap)"),
    "p_adjusted": ("p（多重比较校正）", "p (adjusted)"),
    "own_last": ("与本地上年报告相同", "As own last report"),
    "chance": ("随机对照", "By chance"),
    "others_first": ("先见于他地", "First elsewhere"),
    "anywhere": ("见于任何报告", "Anywhere"),
    "first_year": ("首年", "First year"),
    "last_year": ("末年", "Last year"),
    "first_region": ("最早的地区", "First region"),
    "distance": ("距离", "Distance"),
    "returns": ("再现", "Returns"),
    "elsewhere": ("对照地区", "Elsewhere"),
    "lag": ("其后第几份报告", "Reports later"),
    "at_risk": ("仍可观察", "At risk"),
    "gone": ("已不再提", "Gone"),
    "censored": ("删失", "Censored"),
    "coders": ("编码者", "Coders"),
    "coder": ("编码者", "Coder"),
    "first": ("第一编码", "First code"),
    "second": ("第二编码", "Second code"),
    "share": ("占比", "Share"),
    "judge": ("判断者", "Judge"),
    "accuracy": ("准确率", "Accuracy"),
    "macro_f1": ("宏平均 F1", "Macro F1"),
    "macro_f1_5": ("宏平均 F1（≥5 段的类别）", "Macro F1 (5 or more)"),
    "weighted_f1": ("加权 F1", "Weighted F1"),
    "kappa": ("κ", "Kappa"),
    "precision": ("精确率", "Precision"),
    "recall": ("召回率", "Recall"),
    "f1": ("F1", "F1"),
    "expected_error": ("校准误差", "Calibration error"),
    "brier": ("Brier 分数", "Brier score"),
    "truth": ("人工编码", "Coded by hand"),
    "predicted": ("分类结果", "Predicted"),
    "count": ("频数", "Count"),
    "rate": ("每万字频次", "Rate per 10,000"),
    "others_rate": ("其他组每万字频次", "Rate of others"),
    "log_odds": ("对数几率比", "Log-odds ratio"),
    "z": ("z", "z"),
    "in_top": ("入选比例", "Share in top"),
    "specification": ("设定", "Specification"),
    "weight": ("计量", "Weight"),
    "sections": ("篇章", "Sections"),
    "none": ("无任务文字", "Text of no task"),
    "least_probability": ("最低概率", "Least probability"),
    "main": ("主设定", "Main"),
    "rank": ("名次", "Rank"),
    "percentile": ("百分位", "Percentile"),
    "peers": ("同类地区均值", "Peers' mean"),
    "difference": ("与同类之差", "Difference"),
    "claim": ("结论", "Claim"),
    "past": ("以往均值", "Past mean"),
    "change": ("变化", "Change"),
    "text": ("原文", "Text"),
    "type": ("问题类型", "Type"),
    "hedged": ("弱化", "Hedged"),
    "specific": ("具体", "Specific"),
    "cause": ("说明原因", "Cause named"),
    "title": ("标题", "Title"),
    "probability": ("概率", "Probability"),
    "share_of_regions": ("地区占比", "Share of regions"),
    "regions": ("地区", "Regions"),
    "formula": ("套语", "Formula"),
    "path": ("文件", "File"),
}
_CELLS = {
    "all": ("全部", "All"),
    "outline-2015": ("2015—2020 年纲要", "Outline of 2015–2020"),
    "outline-2021": ("2021—2025 年纲要", "Outline of 2021–2025"),
    "common": ("共同体系", "Common scheme"),
    "nation": ("国家", "Nation"),
    "province": ("省级", "Province"),
    "prefecture": ("地市级", "Prefecture"),
    "county": ("县级", "County"),
    "township": ("乡镇级", "Township"),
    "corpus": ("所收报告", "reports at hand"),
    "process": ("生成过程", "process"),
    "characters": ("字数", "characters"),
    "paragraphs": ("段落数", "paragraphs"),
    "paragraph": ("段落", "paragraph"),
    "segment": ("分项", "segment"),
    "reports": ("报告", "reports"),
    "count": ("直接计数", "count"),
    "corrected": ("经人工编码校正", "corrected by hand codes"),
    "share": ("占比", "share"),
    "difference": ("差异", "difference"),
    "change per year": ("每年变化", "change per year"),
    "mean pairwise distance": ("平均两两距离", "mean pairwise distance"),
    "change of distance per year": ("距离每年变化", "change of distance per year"),
    "step": ("水平变动", "step"),
    "admissions": ("自陈问题", "admissions"),
    "per 10,000 characters": ("每万字处数", "per 10,000 characters"),
    "occurrences per 10,000 characters": ("每万字处数", "occurrences per 10,000 characters"),
    "share of reports": ("使用的报告占比", "share of reports"),
    "jensen-shannon": ("Jensen–Shannon", "Jensen–Shannon"),
    "above peers": ("高于同类", "above peers"),
    "below peers": ("低于同类", "below peers"),
    "not told apart": ("无法区分", "not told apart"),
    "slope": ("趋势（每年）", "slope (per year)"),
    "whole report": ("全文", "Whole report"),
    "problem sections": ("问题部分", "Problem sections"),
    "elsewhere": ("其他部分", "Elsewhere"),
    "same words": ("相同措辞", "Same words"),
    "other words": ("不同措辞", "Other words"),
    "either": ("任一", "Either"),
    "without near-duplicates": ("剔除近似重复", "Without near-duplicates"),
    "keep": ("计入", "keep"),
    "drop": ("不计", "drop"),
    "work": ("工作", "work"),
    "no bounds": ("无区间", "no bounds"),
    "type": ("类型构成", "Type"),
    "task": ("任务构成", "Task"),
    "percent": ("一致率", "Observed agreement"),
    "yes": ("是", "Yes"),
    "no": ("否", "No"),
}
_FLAGS = {
    "few": (
        "报告、已编码段落或差错过少，不给区间",
        "too few reports, coded paragraphs or errors for an interval",
    ),
    "few regions": ("地区过少，不给区间", "too few regions for an interval"),
    "no variation": ("各报告无差异，无从给出区间", "reports do not vary, hence no interval"),
    "nothing varies": ("判断无差异，无从给出区间", "judgements do not vary, hence no interval"),
    "no difference": ("各报告无差异，无从给出区间", "reports do not differ, hence no interval"),
    "none": ("未出现，无从给出区间", "none met, hence no interval"),
    "empty": ("无可计的文字", "nothing to count"),
    "outside 0 to 1": ("校正后超出 0 至 1", "corrected beyond 0 or 1"),
    "uncorrected count: classifier error not included": (
        "分类结果直接计数，未计入分类误差",
        "counted from predictions, the classifier's errors not included",
    ),
    "classifier error not included": ("未计入分类误差", "the classifier's errors not included"),
    "extraction error not included": ("未计入抽取误差", "errors of extraction not included"),
    "borrowed: the same year": (
        "校正借自同年的全部报告",
        "correction borrowed from all reports of the year",
    ),
    "borrowed: the same outline and level": (
        "校正借自同一纲要、同一层级的报告",
        "correction borrowed from reports of the same outline and level",
    ),
    "borrowed: all reports": ("校正借自全部报告", "correction borrowed from all reports"),
}
_NOTES = {
    "open": ("注：", "Notes: "),
    "interval": ("方括号内为区间。", "Intervals in brackets."),
    "level": ("方括号内为 {percent}% 区间。", "{percent}% intervals in brackets."),
    "no interval": ("未能给出区间：不等于误差为零。", "No intervals: unknown, not zero."),
    "percent": ("单位：%。", "In percent."),
    "missing": ("– 表示无法给出。", "–: not available."),
    "stars": ("*** p<0.001，** p<0.01，* p<0.05。", "*** p<0.001, ** p<0.01, * p<0.05."),
    "constant": ("{name}：{value}。", "{name}: {value}."),
    "flag": ("{flag}。", "{flag}."),
    "marked": ("{mark} {flag}。", "{mark} {flag}."),
    "step": ("{year} 年起的水平变动", "step in {year}"),
    "joiner": ("；", "; "),
    "gap": ("", " "),
    "in percent": ("{name}（%）", "{name} (%)"),
}


def heads(language: str) -> Mapping[str, str]:
    """Return the head that each of the project's columns has in a printed table.

    Examples
    --------
    >>> heads("en")["n_documents"], heads("zh")["n_documents"]
    ('Reports', '报告数')
    """
    return _in(language, _HEADS)


def notes(language: str) -> Mapping[str, str]:
    """Return the sentences of the notes beneath a table."""
    return _in(language, _NOTES)


def cell_words(language: str) -> Mapping[str, str]:
    """Return what the fixed values of the project's tables are called in print.

    Examples
    --------
    >>> cell_words("en")["whole report"], cell_words("zh")["hedged"]
    ('Whole report', '弱化表述占比')
    """
    return MappingProxyType({**words_for(language), **_in(language, _CELLS)})


def flag_words(flag: str, language: str) -> str:
    """Tell what a flag means; what is not known stays as it is.

    Examples
    --------
    >>> flag_words("classifier error not included; few regions", "en")
    "the classifier's errors not included; too few regions for an interval"
    """
    known = _in(language, _FLAGS)
    told = (known.get(one, known.get(one.split(": ")[0], one)) for one in flag.split("; "))
    return notes(language)["joiner"].join(told)


def in_words(values: pd.Series, words: Mapping[str, str]) -> pd.Series:
    """Return values with those that have a word replaced by it; missing ones stay."""
    return values.map(
        lambda value: words.get(value, value) if isinstance(value, str) else value,
        na_action="ignore",
    )


def _in(language: str, pairs: Mapping[str, tuple[str, str]]) -> Mapping[str, str]:
    check_choice(language, LANGUAGES, where="language", remedy="choose one of them")
    place = LANGUAGES.index(language)
    return MappingProxyType({name: pair[place] for name, pair in pairs.items()})
