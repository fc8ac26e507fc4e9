"""The methods appendix of a paper: what was done and what was not, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.presentation.chart_words import words_for

_HEADS = {
    "data": ("数据", "Data"),
    "coding": ("编码样本与信度", "Coding sample and reliability"),
    "classification": ("分类", "Classification"),
    "validation": ("验证", "Validation"),
    "estimates": ("估计与校正", "Estimates and correction"),
    "problems": ("自陈问题", "Admitted problems"),
    "making": ("软件与可复现性", "Software and reproducibility"),
    "open": ("须由研究者补充", "For the researcher to add"),
}
_SENTENCES = {
    "read": (
        "共读入 {documents} 份报告、{paragraphs} 个段落；{rejected} 个文件或重复文本未采用"
        "（逐项列于 rejected.csv）。",
        "{documents} reports with {paragraphs} paragraphs were read; {rejected} files or repeated "
        "texts were not taken (each is listed in rejected.csv).",
    ),
    "covered": (
        "报告涉及 {regions} 个地区，所述年度为 {first}—{last} 年；按层级的份数：{levels}。",
        "They come from {regions} regions and give account of the years {first} to {last}; "
        "reports by level: {levels}.",
    ),
    "metadata": (
        "地区、层级与年度依据标题、落款、网址、文件名和正文由程序判定，依据记入 documents.csv；"
        "不能确定的留空，未加推断。{doubtful} 份报告有疑点，{incomplete} 份缺地区、层级或年度。",
        "Region, level and years were read by program from title, signature, address, file name "
        "and text, the evidence for each in documents.csv; what is not certain was left empty, "
        "nothing was imputed. {doubtful} reports bear a doubt, {incomplete} lack region, level or "
        "year.",
    ),
    "stated": (
        "研究者提供的元数据（{metadata}）优先于程序的判定。",
        "Metadata stated by the researcher ({metadata}) took the place of what was read.",
    ),
    "left out": (
        "按地区与年度的占比未计入的报告：{left_out}。",
        "Reports left out of shares by region and year: {left_out}.",
    ),
    "nothing left out": (
        "按地区与年度的占比未剔除报告。",
        "No report was left out of shares by region and year.",
    ),
    "labels": (
        "人工编码用于校正：标签文件 {labels}，各估计格最多 {n_labelled} 个已编码段落，"
        "按已知入选概率抽取。",
        "Codes by hand correct the shares: labels {labels}, up to {n_labelled} coded paragraphs "
        "behind one estimate, drawn with known probability.",
    ),
    "no labels": (
        "未做：没有使用按已知概率抽取的人工编码。",
        "Not done: no paragraphs coded by hand with known probability of selection were used.",
    ),
    "agreement": (
        "编码者间信度（{scheme}）：Krippendorff α = {value}，{paragraphs} 个段落、"
        "{documents} 份报告。",
        "Agreement between coders ({scheme}): Krippendorff's alpha {value}, on {paragraphs} "
        "paragraphs of {documents} reports.",
    ),
    "no agreement": (
        "未报告：编码者间信度。",
        "Not reported: agreement between coders.",
    ),
    "model": (
        "每个段落按{scheme}的任务体系归入一类，模型 {model}（以词与字的 n 元组 TF-IDF 为特征的"
        "线性模型{trained}）。",
        "Every paragraph was given one category of the {scheme} by model {model} (a linear model "
        "over TF-IDF of words and characters{trained}).",
    ),
    "trained on": ("，训练文本 {n} 条", ", trained on {n} texts"),
    "trained here": (
        "本研究有 {n} 个段落曾用于训练上述模型，对它们的判断会好于对新段落的判断。",
        "{n} paragraphs of this study also trained these models, which judge them better than "
        "new ones.",
    ),
    "context": (
        "段落上方的标题与相邻段落的分类在第二步中参与判断（条件 logit 模型）。",
        "Headings above a paragraph and the categories of its neighbours were weighed in by a "
        "second stage (a conditional logit).",
    ),
    "doubtful": (
        "模型把握不足的判断占 {percent}%，仍按最可能的类别计入。",
        "{percent}% of the judgements are marked uncertain by the models; they count under their "
        "most probable category all the same.",
    ),
    "common": (
        "共同体系的类别由段落在两个纲要下的类别按对照表决定，故各年口径一致。",
        "The category of the scheme common to both outlines is a function of a paragraph's pair "
        "of categories, the same for every year.",
    ),
    "card how": (
        "模型卡片上的得分于 {date} 由命令 {command} 测得：{n} 个人工编码段落，"
        "{hold_out}，{judge}。",
        "The scores on the models' cards were measured on {date} by {command}: {n} paragraphs "
        "coded by hand, {hold_out}, {judge}.",
    ),
    "card": (
        "{scheme}：准确率 {accuracy}，宏平均 F1 {macro_f1}，kappa {kappa}。",
        "{scheme}: accuracy {accuracy}, macro F1 {macro_f1}, kappa {kappa}.",
    ),
    "card limits": (
        "得分来自为模型编码的报告，未必适用于本研究的报告。",
        "They come from the reports coded for the models, and need not hold for those of this "
        "study.",
    ),
    "validated": (
        "在整体留出的报告上（{hold_out}），体系 {scheme}，{judge}：准确率 {accuracy}，宏平均 F1 "
        "{macro_f1}，kappa {kappa}（{n} 个段落）。",
        "On reports held out whole ({hold_out}), {scheme}, {judge}: accuracy {accuracy}, macro F1 "
        "{macro_f1}, kappa {kappa} ({n} paragraphs).",
    ),
    "no validation": (
        "未做：未在本研究的报告上验证分类。",
        "Not done: the classification was not validated on this study's reports.",
    ),
    "measured": (
        "占比指工作部分的{unit}中属于某类者所占的比重（{schemes}）；不属于任何任务的段落计入分母，"
        "各层级不合并。估计对象为{population}。",
        "A share is the part of the sections on work done, in {unit}, that belongs to a category "
        "({schemes}); paragraphs of no task stand in the denominator, and levels are not pooled. "
        "The population is the {population}.",
    ),
    "corrected": (
        "{corrected} 个估计以差值估计量校正分类误差，其中 {bounded} 个附 {confidence}% 区间；"
        "{counted} 个为直接计数。",
        "{corrected} estimates are corrected for the classifier's errors by the difference "
        "estimator, {bounded} of them with {confidence}% intervals; {counted} are counts.",
    ),
    "not corrected": (
        "未做：占比为分类结果的直接计数，含分类误差，故无区间。",
        "Not done: shares are counts of predictions, carry the classifier's errors, and have no "
        "intervals.",
    ),
    "flags": ("估计的标注：{flags}。", "Flags of estimates: {flags}."),
    "admitted": (
        "从问题部分与其他段落中按规则逐条抽取自陈问题 {problems} 条，原文照录，"
        "并判其所涉任务、类型与是否有缓和语；抽取与归类的误差未校正。",
        "{problems} admitted problems were extracted by rule, verbatim, from problem sections and "
        "elsewhere, each with its task, its type and whether it is hedged; errors of extraction "
        "and of types are not corrected.",
    ),
    "versions": ("软件版本：{versions}。", "Versions: {versions}."),
    "seed": (
        "随机种子 {seed}；分词指纹 {segmentation}；{inputs} 个输入文件的 SHA-256 载于 run.json。",
        "Seed {seed}; fingerprint of the segmentation {segmentation}; SHA-256 of {inputs} input "
        "files in run.json.",
    ),
    "no record": (
        "未保存运行记录（run.json）：以上版本为生成本附录时的版本。",
        "No record of the run (run.json) was at hand: the versions are those at the time of "
        "writing this appendix.",
    ),
    "to add": (
        "报告如何获取、何时获取、是否为抽样；疑点与未读入的文件如何处理；"
        "如有人工编码，编码者人数、培训及是否独立编码。",
        "How and when the reports were found, and whether they are a sample; what was done about "
        "doubts and files that were not read; where paragraphs were coded by hand, how many "
        "coders there were, how they were trained, and whether they worked independently.",
    ),
}
_NAMES = {
    "nation": ("国家", "nation"),
    "province": ("省级", "province"),
    "prefecture": ("地市级", "prefecture"),
    "county": ("县级", "county"),
    "township": ("乡镇级", "township"),
    "unknown": ("不明", "unknown"),
    "characters": ("字数", "characters"),
    "paragraphs": ("段落数", "paragraphs"),
    "corpus": ("所收报告", "reports at hand"),
    "process": ("报告的生成过程", "process that writes such reports"),
    "common": ("两个纲要的共同类别", "categories common to both"),
    "file": ("文件整个留出，轮流检验", "files held out whole, in turn"),
    "document": ("报告整份留出，轮流检验", "documents held out whole, in turn"),
    "region": ("地区整个留出，轮流检验", "regions held out whole, in turn"),
    "leave-one-region-out": ("逐一留出地区", "one region held out at a time"),
    "forward": ("留出较晚年度", "later years held out"),
    "toolkit": ("仅据正文", "from the text alone"),
    "toolkit, with context": ("参照标题与相邻段落", "headings and neighbours weighed in"),
    "no region": ("缺地区", "no region"),
    "no level": ("缺层级", "no level"),
    "no year": ("缺年份", "no year"),
    "other level": ("其他层级", "other level"),
    "other kind of document": ("其他文种", "other kind of document"),
    "issued by a department": ("由部门发布", "issued by a department"),
}


@dataclass
class Methods:
    """What is known of how a study was made, as sentences under their heads.

    Parameters
    ----------
    language : {"zh", "en"}
        Language of the text.
    """

    language: str
    told: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        words_for(self.language)

    def tell(self, head: str, sentence: str, **values: object) -> None:
        """Add a sentence, by its name, under a head."""
        self.told.setdefault(head, []).append(self.part(sentence, **values))

    def name(self, key: object) -> str:
        """Return the word for a value of a table, itself where there is none."""
        return self._of(_NAMES[str(key)]) if str(key) in _NAMES else str(key)

    def listed(self, counts: Mapping[Any, object]) -> str:
        """Word counts by name, in order."""
        joiner = "、" if self.language == "zh" else ", "
        return joiner.join(f"{self.name(key)} {value}" for key, value in counts.items())

    def part(self, sentence: str, **values: object) -> str:
        """Return a sentence, or a part of one, by its name."""
        return self._of(_SENTENCES[sentence]).format(**values)

    def sections(self) -> list[tuple[str, str]]:
        """Return the heads in their order, each with its text."""
        gap = "" if self.language == "zh" else " "
        return [
            (self._of(pair), gap.join(self.told[head]))
            for head, pair in _HEADS.items()
            if head in self.told
        ]

    def as_markdown(self) -> str:
        """Return the appendix as Markdown, its heads in their order."""
        title = "# 方法附录" if self.language == "zh" else "# Methods appendix"
        sections = [f"## {head}\n\n{text}" for head, text in self.sections()]
        return "\n\n".join([title, *sections]) + "\n"

    def _of(self, pair: tuple[str, str]) -> str:
        return pair[0 if self.language == "zh" else 1]
