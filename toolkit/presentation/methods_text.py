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
}
_SENTENCES = {
    "read": (
        "共读入 {documents} 份报告、{paragraphs} 个段落；{rejected} 个文件或重复文本未采用"
        "（逐项列于 rejected.csv）。",
        "{documents} reports with {paragraphs} paragraphs were read; {rejected} files or repeated "
        "texts were not taken (each is listed in rejected.csv).",
    ),
    "covered": (
        "报告涉及 {regions} 个地区，年度为 {first}—{last} 年；按层级：{levels}。",
        "They come from {regions} regions and give account of the years {first} to {last}; by "
        "level: {levels}.",
    ),
    "left out": (
        "按地区与年度的占比未计入：{left_out}。",
        "Left out of shares by region and year: {left_out}.",
    ),
    "nothing left out": (
        "按地区与年度的占比未剔除报告。",
        "No report was left out of shares by region and year.",
    ),
    "reports sampled": (
        "报告由研究者提供；如何获取、是否为抽样须由研究者说明。",
        "The reports were handed in by the researcher, who must tell how they were found and "
        "whether they are a sample.",
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
        "每个段落按体系 {scheme} 分类，模型 {model}（以词与字的 n 元组 TF-IDF 为特征的线性模型"
        "{trained}）。",
        "Every paragraph was classified under {scheme} by model {model} (a linear model over "
        "TF-IDF of words and characters{trained}).",
    ),
    "trained on": ("，训练文本 {n} 条", ", trained on {n} texts"),
    "validated": (
        "在整份留出的报告上（{hold_out}），体系 {scheme}，{judge}：准确率 {accuracy}，宏平均 F1 "
        "{macro_f1}，kappa {kappa}（{n} 个段落）。",
        "On reports held out whole ({hold_out}), {scheme}, {judge}: accuracy {accuracy}, macro F1 "
        "{macro_f1}, kappa {kappa} ({n} paragraphs).",
    ),
    "no validation": (
        "未做：未在本研究的报告上验证分类。",
        "Not done: the classification was not validated on this study's reports.",
    ),
    "measured": (
        "占比以{unit}计，估计对象为{population}，体系：{schemes}。",
        "Shares are of {unit}; the population is the {population}; schemes: {schemes}.",
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
        "从问题部分与其他段落中抽取自陈问题 {problems} 条，抽取误差未校正。",
        "{problems} admitted problems were extracted from problem sections and elsewhere; errors "
        "of extraction are not corrected.",
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

    def as_markdown(self) -> str:
        """Return the appendix as Markdown, its heads in their order."""
        title = "# 方法附录" if self.language == "zh" else "# Methods appendix"
        gap = "" if self.language == "zh" else " "
        sections = [
            f"## {self._of(pair)}\n\n{gap.join(self.told[head])}"
            for head, pair in _HEADS.items()
            if head in self.told
        ]
        return "\n\n".join([title, *sections]) + "\n"

    def _of(self, pair: tuple[str, str]) -> str:
        return pair[0 if self.language == "zh" else 1]
