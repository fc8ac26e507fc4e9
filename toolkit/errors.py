"""What the toolkit says when something is wrong: what was wanted, what came, where, what to do."""

from __future__ import annotations

from collections.abc import Collection


class ToolkitError(Exception):
    """A mistake in what was handed in, told in four parts.

    Parameters
    ----------
    wanted : str
        What the toolkit needed.
    came : str
        What it got instead.
    where : str
        The file, line, column or argument.
    remedy : str
        What the user can do about it.

    Examples
    --------
    >>> raise ToolkitError("a year", "'20l9'", "data.csv, line 3", "write four digits")
    Traceback (most recent call last):
    toolkit.errors.ToolkitError: wanted a year, came '20l9' (data.csv, line 3): write four digits
    """

    def __init__(self, wanted: str, came: str, where: str, remedy: str) -> None:
        super().__init__(f"wanted {wanted}, came {came} ({where}): {remedy}")
        self.wanted = wanted
        self.came = came
        self.where = where
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[ToolkitError], tuple[str, str, str, str]]:
        # Errors cross process borders in parallel runs; the default would replay one argument.
        return type(self), (self.wanted, self.came, self.where, self.remedy)


class UnreadableFileError(ToolkitError):
    """A file that cannot be read as a report; a run reports it and goes on."""


class TableError(ToolkitError):
    """A table without the columns, or with other values, than its stage needs."""


class SchemeError(ToolkitError):
    """An outline file, or a name of one, that is not as it should be."""


class ModelError(ToolkitError):
    """A model folder that is missing, foreign, or does not match this installation."""


class MissingFontError(ToolkitError):
    """No font at hand has the characters that a figure needs."""


class MissingExtraError(ToolkitError):
    """A library is not installed that the package takes along only on request."""


def one_of(choices: object) -> str:
    """Word a list of choices for an error.

    Examples
    --------
    >>> one_of(["count", "auto"])
    "one of 'auto', 'count'"
    """
    return "one of " + ", ".join(repr(choice) for choice in sorted(map(str, choices)))  # type: ignore[call-overload]


def check_choice(
    value: object, known: Collection[object], *, where: str, remedy: str = "use one of these"
) -> None:
    """Refuse a value that is none of those known.

    Examples
    --------
    >>> check_choice("CR9", ("CR2", "CR3"), where="trend, errors")
    Traceback (most recent call last):
    toolkit.errors.ToolkitError: wanted one of 'CR2', 'CR3', came 'CR9' (trend, errors): use ...
    """
    if value not in known:
        raise ToolkitError(one_of(known), repr(value), where, remedy)


def check_confidence(confidence: float) -> None:
    """Refuse what is no share of intervals.

    Examples
    --------
    >>> check_confidence(95)
    Traceback (most recent call last):
    toolkit.errors.ToolkitError: wanted a number between 0 and 1, came 95 (confidence): ...
    """
    if not 0 < confidence < 1:
        remedy = "give a share such as 0.95"
        raise ToolkitError("a number between 0 and 1", repr(confidence), "confidence", remedy)
