"""The page of the short check that a reader takes before the course, and again after it."""

from __future__ import annotations

from evidence_course.model.course import Bank, Course
from evidence_course.questions import live_items
from evidence_course.weave.evidence import blocks
from evidence_course.weave.page import LineMap, WovenPage

NAME = "course-check"
TITLE = "A check before and after the course"
BANK = "course/check"
"""Where the staged book keeps the bank: beside the others a module could have its name."""

_ABOUT = """\
Take this short check before you start the course, and once more when you are done. It asks
{count}. You see the answers after the second time only: the same questions come twice.

Your answers stay on your device. Nobody else sees them, and nothing hangs on them."""
_MEANING = """\
## What the result can tell you

It can show you where to look again. It is small, so one slip makes a large difference. Nobody but
you sees to it that you answer on your own. And you meet the same questions twice: that alone can
make the second result better.

It cannot show what the course did for you. There is no group who went without the course, so
nobody can say how they would have done."""
_FILE = """\
## The file for a local evaluation

After the second check you can save your result as a file. A trainer or an evaluator may ask you for
it. You decide if you share it. It holds no name and no sign of your device, and of the dates the
month alone. In a small team, people might still guess whose it is.

The file is a table in the format CSV, with one row for each question. These are its columns:

- `course`: the short name of the course
- `item` and `outcome`: the names of the question, and of what it asks about
- `before_month` and `after_month`: the month of each check, such as 2026-11
- `before_result` and `after_result`: `right`, `part` (partly right), `not` (not right) or
  `unsure` ("I do not know yet")
- `before_credit` and `after_credit`: how much of the answer was right, from 0 to 1
- `before_sure` and `after_sure`: `guess`, `fairly` or `sure`; empty if that was not said"""


def asked(course: Course) -> Bank | None:
    """The bank of the check, if the course has one with a question that readers see."""
    bank = course.course_check
    return bank if bank and live_items(bank) else None


def weave(course: Course) -> list[WovenPage]:
    """The page; none, if the course has no such check."""
    bank = asked(course)
    if bank is None:
        return []
    quiz = blocks.fence("quiz", BANK)
    plain = (
        "Without scripts, write your answers on paper. Leave the answers and reasons shut until "
        "the second time."
    )
    text = "\n\n".join(
        [
            f"# {TITLE}",
            _ABOUT.format(count=_counted(len(live_items(bank)))),
            "## The questions",
            blocks.fence("course-check", body=f"{plain}\n\n{quiz}"),
            _MEANING,
            _FILE,
        ]
    )
    return [WovenPage(f"{NAME}.md", f"{text}\n", LineMap(bank.path, 0, 1, 0))]


def staged(course: Course) -> dict[str, bytes]:
    """The bank, as the page reads it."""
    bank = asked(course)
    return {f"{BANK}.yml": bank.text.encode()} if bank else {}


def _counted(count: int) -> str:
    return "one question" if count == 1 else f"{count} questions"
