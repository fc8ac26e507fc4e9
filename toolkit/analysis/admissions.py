"""Finds single admitted problems in a paragraph: where each begins and ends, how it is put."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.analysis import admission_cues as cues
from toolkit.analysis import turns
from toolkit.analysis.clauses import (
    FEW,
    Clause,
    before_noun,
    compares,
    picks_out,
    segments,
    speaks_of_problems,
    split_clauses,
    tells_case,
    trim,
    whole,
)

_PROBLEMS = {"problems", "mixed"}
_TOPIC = 7  # a subject this long is a new one, and sheds the quantifier before it
_TOLD = 10  # a clause without a cue tells nothing in fewer characters
_LEAD = 26  # a longer first sentence is detail, not a lead


class Admission(NamedTuple):
    """One admitted problem within a paragraph; offsets count its characters."""

    start: int
    end: int
    hedged: bool
    specific: bool
    cause: bool
    alone: bool = False


@dataclass
class _Group:
    clauses: list[Clause]
    cue: bool
    alone: bool = False  # an announcement that counts only where no detail follows
    hedged: bool = False
    cause: bool = False

    @property
    def text(self) -> str:
        return "，".join(clause.text for clause in self.clauses)


def find_admissions(text: str, *, section: str = "problems") -> list[Admission]:
    """Find the problems that a paragraph admits, in order, without overlap.

    Parameters
    ----------
    text : str
        A paragraph, without its inline heading.
    section : str
        Its section. In ``problems`` nearly every deficit is an admission; in any other the
        clause must say that the deficit stands, until a lead such as 存在以下问题 is met.

    Returns
    -------
    list of Admission
        Spans are verbatim: no enumerator, no lead, no final punctuation.

    Examples
    --------
    >>> text = "一是执法力量不足；二是部分镇街普法形式单一，效果不佳。"
    >>> [text[one.start : one.end] for one in find_admissions(text)]
    ['执法力量不足', '部分镇街普法形式单一，效果不佳']
    >>> find_admissions("着力解决执法力量不足的问题。", section="work")
    []
    """
    if section not in _PROBLEMS and not cues.HINT.search(text):
        return []
    groups = _groups(split_clauses(text), section in _PROBLEMS)
    kept = _without_leads(groups)
    _carry_hedges(kept)
    return [_admission(text, group) for group in kept]


def announces_causes(text: str) -> bool:
    """Whether a paragraph opens with the causes of problems told before it.

    Examples
    --------
    >>> announces_causes("产生上述问题的原因：一是认识不到位。")
    True
    """
    return bool(cues.CAUSE_LIST.search(text[:40]))


def _groups(clauses: list[Clause], problems: bool) -> list[_Group]:
    """Join clauses into admissions, sentence by sentence, knowing what has been announced."""
    groups: list[_Group] = []
    section, causes, planned, item = problems, "", False, 0
    for segment, turned in _parts(clauses):
        if causes == "sentence" and segment[0].item != item:
            causes = ""
        if turns.plans(segment) and not turned:
            problems, planned = problems and not turns.turns_to_plans(segment), True
        elif turned or turns.opens_causes(segment[0]):
            _mark_causes(groups, segment[0].sentence if turned else None)
            causes, item = turns.extent_of_causes(segment), segment[-1].item
        elif causes:
            causes = "" if causes == "sentence" and segment[-1].after == "stop" else causes
        else:
            if problems and not section and turns.resumes(segment):
                problems = False
            problems = problems or (not planned and turns.announces(segment))
            groups.extend(_Reader(problems, told=problems and section).read(segment))
    return groups


def _parts(clauses: list[Clause]) -> Iterator[tuple[list[Clause], bool]]:
    """Yield the segments, cut in two where one turns to causes, and whether they so turn."""
    for segment in segments(clauses):
        cut = 0
        if not turns.opens_causes(segment[0]):
            cut = next(
                (
                    place
                    for place, one in enumerate(segment)
                    if place and turns.turns_to_causes(one)
                ),
                0,
            )
        if cut:
            yield segment[:cut], False
        yield segment[cut:], cut > 0


def _mark_causes(groups: list[_Group], sentence: int | None) -> None:
    """Mark the problems that have a cause: those of one sentence, or all told so far."""
    for group in groups:
        if sentence in {None, group.clauses[-1].sentence}:
            group.cause = True


class _Reader:
    """Reads one segment's clauses into groups, in a problem section or in a stricter one."""

    def __init__(self, problems: bool, *, told: bool) -> None:
        self.problems = problems
        self.told = told
        self.groups: list[_Group] = []
        self.pending: list[Clause] = []
        self.cause = False
        self.remedy = False

    def read(self, segment: list[Clause]) -> list[_Group]:
        """Return the segment's groups."""
        for clause in segment:
            self._take(clause)
        if self.told and not self.groups:
            self._take_uncued(segment)
        if self.pending and self.groups and self.problems and not self.groups[-1].alone:
            self._join_tail()
        for group in self.groups:
            group.cause = self.cause
        return self.groups

    def _take(self, clause: Clause) -> None:
        words = clause.text.strip()
        finds = cues.FINDS.search(words)
        if finds or cues.TURN.search(words):
            self.pending = []
            self.remedy = False
        leads = clause.after == "colon"
        if finds or not (cues.OPENING.sub("", words) or (leads and cues.ANNOUNCE.search(words))):
            return
        if leads:
            self._take_lead(clause)
        elif self._takes_back(words) or (cues.REFLECT.search(words) and self._hangs(clause)):
            self.pending = []
        elif cues.CAUSE.search(words):
            self.cause, self.pending = True, []
        elif cues.ANNOUNCE.search(words) or compares(words):
            self.pending = []
        elif self._says_only_that(words):
            if not cues.REMEDY.search(words):
                self._open(clause, alone=True)
        elif cues.PRAISE.search(words) or cues.PLEDGE.search(words):
            self.pending = []
        elif self._cued(words):
            self._add(clause)
        else:
            self._wait(clause, words)

    def _take_lead(self, clause: Clause) -> None:
        """A clause before a colon leads in: it and what hangs on it go, unless nothing follows."""
        words = clause.text.strip()
        announces = cues.ANNOUNCE.search(words)
        held = self.groups.pop() if self.groups and (announces or not _owns(words)) else None
        opened = [*(held.clauses if held else []), *self.pending, clause]
        self.pending = []
        if announces:
            return
        if self.problems and cues.LOOSE.search(clause.text):
            self.groups.append(_Group(opened, cue=True, alone=True))

    def _takes_back(self, words: str) -> bool:
        """Drop what was announced where nothing is to be told, and what was wrong where solved."""
        if cues.NOTHING.fullmatch(words):
            self.groups = [group for group in self.groups if not group.alone]
            return True
        if cues.SOLVED.search(words):
            self.groups = self.groups[:-1]
            return True
        return False

    def _hangs(self, clause: Clause) -> bool:
        """Put what a problem shows or brings about into its span, if there is such a problem."""
        if not self.groups or self.groups[-1].alone or cues.PLAN.search(clause.text.strip()):
            return False
        self.groups[-1].clauses.extend([*self.pending, clause])
        return True

    def _says_only_that(self, words: str) -> bool:
        """Whether a clause says that there are problems, of the whole work, and not which."""
        if not cues.LEAD.search(words) or self._has_topic():
            return False
        unled = not self.groups and not self.pending
        return speaks_of_problems(words) or (unled and bool(cues.BEHIND.search(words)))

    def _has_topic(self) -> bool:
        """Whether the clause before names the part of the work that is lacking."""
        words = self.pending[-1].text.strip() if self.pending else ""
        return bool(cues.TOPIC.search(words)) and not whole(words)

    def _cued(self, words: str) -> bool:
        if self.problems:
            told = cues.LOOSE.search(words) or cues.QUOTED.search(words)
            apart = (cues.PLAN, cues.WHEN, cues.FIELD)
            return bool(told) and not any(cue.search(words) for cue in apart)
        if self.remedy and not cues.STANDS.search(words):
            return False
        if any(cue.search(words) for cue in (cues.REMEDY, cues.PLAN, cues.ELSEWHERE)):
            return False
        return bool(cues.STRICT.search(words)) and not words.endswith("的")

    def _add(self, clause: Clause) -> None:
        words = clause.text.strip()
        current = self.groups[-1] if self.groups and not self.groups[-1].alone else None
        if current and not self.pending and not clause.own and not _owns(words, current):
            current.clauses.append(clause)
            return
        if current and self.problems and self.pending and _owns(words):
            while self.pending and cues.BEARS.match(self.pending[0].text.strip()):
                current.clauses.append(self.pending.pop(0))
        self._open(clause)

    def _open(self, clause: Clause, *, alone: bool = False) -> None:
        keep = self.pending if not alone and self._joins(clause) else []
        if self.problems and not keep and picks_out(self.pending):
            self.groups.append(_Group(self.pending, cue=False))
        if self.problems and keep and _stands_alone(keep, clause.text.strip()):
            self.groups.append(_Group(keep, cue=False))
            keep = []
        self.groups.append(_Group([*keep, clause], cue=True, alone=alone))
        self.pending = []

    def _joins(self, clause: Clause) -> bool:
        """Whether waiting clauses belong to this one: elsewhere only where it lacks a subject."""
        words = clause.text.strip()
        if cues.COUNTED.match(words) or cues.QUANTIFIER.match(words):
            return False
        if all(cues.SCENE.search(one.text.strip()) for one in self.pending):
            return not _owns(words)
        return self.problems or not _owns(words)

    def _wait(self, clause: Clause, words: str) -> None:
        if cues.REMEDY.search(words) and not self.problems:
            self.remedy = True
        if len(words) > 3 and not (self.problems and cues.PLAN.search(words)):
            self.pending.append(clause)

    def _take_uncued(self, segment: list[Clause]) -> None:
        """Among problems a whole sentence without a cue may still tell a case."""
        told = [one for one in self.pending if one.text.strip()]
        self.pending = []
        later = segment[0].item + segment[0].sentence > 0
        if picks_out(told) or (told and later and tells_case(told)):
            self.groups.append(_Group(told, cue=False))

    def _join_tail(self) -> None:
        last = self.groups[-1].clauses[-1]
        tail = [one for one in self.pending if one.start > last.end]
        if picks_out(tail):
            self.groups.append(_Group(tail, cue=False))
        elif sum(len(one.text) for one in tail) <= 24:
            self.groups[-1].clauses.extend(tail)


def _stands_alone(waiting: list[Clause], words: str) -> bool:
    """Whether waiting clauses tell a case: some do so and so, and another subject follows."""
    first, last = waiting[0].text.strip(), waiting[-1].text.strip()
    if cues.WHEN.search(last) or cues.OPEN_END.search(last) or cues.GOES_ON.match(words):
        return False
    return len(first) >= _TOLD and bool(cues.QUANTIFIER.match(first)) and _owns(words)


def _owns(words: str, current: _Group | None = None) -> bool:
    """Whether a clause has a subject of its own before its deficit."""
    words = cues.OPENING.sub("", words)
    if cues.REFLECT.match(words):
        return False
    if cues.QUANTIFIER.match(words):
        return True
    if bare := cues.BARE.match(words):
        object_ = len(words) - bare.end()
        return object_ >= 6 and (current is None or not cues.QUANTIFIER.search(current.text))
    if (length := before_noun(words)) is not None:
        return length >= FEW
    if cues.DEPENDENT.match(words):
        return False
    deficits = (one for one in cues.LOOSE.finditer(words) if not cues.NAMED.match(one.group()))
    found = next(deficits, None)
    return len(cues.ADVERB.sub("", words[: found.start()] if found else words)) >= FEW


def _without_leads(groups: list[_Group]) -> list[_Group]:
    """Leave out announcements and lead sentences that detail follows."""
    kept: list[_Group] = []
    for place, group in enumerate(groups):
        later = groups[place + 1 :]
        if group.alone and (later or kept):
            continue
        if _leads(group, later, groups[:place]):
            continue
        kept.append(group)
    return kept


def _leads(group: _Group, later: list[_Group], before: list[_Group]) -> bool:
    """Whether a group is a bare sentence that opens an item or paragraph whose detail follows."""
    head = group.clauses[0]
    same = [one for one in later if one.clauses[0].item == head.item]
    if not later or not _is_bare(group):
        return False
    if head.item:
        return bool(same) and all(one.clauses[0].item != head.item for one in before)
    return not before and head.sentence == 0 and not (same and _is_bare(same[0]))


def _is_bare(group: _Group) -> bool:
    """Whether a group is one short sentence that neither picks out anybody nor gives facts."""
    words = group.clauses[-1].text.strip()
    return (
        all(cues.ABOUT.search(one.text.strip()) for one in group.clauses[:-1])
        and group.clauses[-1].after == "stop"
        and len(words) <= _LEAD
        and not cues.QUANTIFIER.search(words)
        and not cues.SPECIFIC.search(words)
    )


def _carry_hedges(groups: list[_Group]) -> None:
    """A quantifier softens what follows it until a full stop or a new subject."""
    carried, place = False, (-1, -1)
    for group in groups:
        head = group.clauses[0]
        here = (head.item, head.sentence)
        if here != place or _new_subject(head.text.strip()):
            carried = False
        carried = carried or bool(cues.QUANTIFIER.search(group.text))
        group.hedged = carried or bool(cues.SOFTENER.search(group.text))
        place = (group.clauses[-1].item, group.clauses[-1].sentence)


def _new_subject(words: str) -> bool:
    words = cues.OPENING.sub("", words)
    if (length := before_noun(words)) is not None:
        return length >= _TOPIC
    if cues.DEPENDENT.match(words) or cues.BARE.match(words) or words.startswith("存在"):
        return False
    found = cues.LOOSE.search(words)
    return len(cues.ADVERB.sub("", words[: found.start()] if found else words)) >= _TOPIC


def _admission(text: str, group: _Group) -> Admission:
    start, end = trim(text, group.clauses[0].start, group.clauses[-1].end)
    span = text[start:end]
    cause = group.cause or bool(cues.CAUSE_WITHIN.search(span))
    specific = bool(cues.SPECIFIC.search(span))
    return Admission(start, end, group.hedged, specific, cause, group.alone)
