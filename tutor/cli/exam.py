"""`tutor exam`: a timed mock exam, balanced over the chapters, also on paper."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import options
from tutor.cli.outcome import outcome
from tutor.cli.progress import ProgressBars
from tutor.practice.question import KINDS

if TYPE_CHECKING:
    from tutor.cli.exam_files import ResponsesFile
    from tutor.practice.exam import Exam
    from tutor.practice.exam_report import ExamReport
    from tutor.practice.practice import Practice
    from tutor.practice.quiz_wish import QuizWish

_STOPPED = "Stopped; every answer is saved, and `tutor exam` goes on with an exam that is open."


def exam(
    minutes: Annotated[
        float, typer.Option("--minutes", metavar="M", help="How long it takes.", min=1, max=1440)
    ] = 60,
    n: Annotated[int, typer.Option("-n", metavar="N", help="Questions.", min=1, max=100)] = 25,
    chapter: Annotated[
        str | None,
        typer.Option("--chapter", metavar="C", help="Only of this chapter: number or title."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="K", help=f"Only of this kind: {', '.join(KINDS)}."),
    ] = None,
    print_to: Annotated[
        Path | None,
        typer.Option(
            "--print",
            metavar="FILE",
            help="Write an exam to print (FILE.html or FILE.md) with its key beside it "
            "(FILE-key.html), instead of sitting one here.",
        ),
    ] = None,
    responses: Annotated[
        Path | None,
        typer.Option(
            "--responses",
            metavar="FILE.json",
            help="With --json: grade the open exam with these answers, {question id: answer}.",
        ),
    ] = None,
    key: Annotated[
        bool, typer.Option("--key", help="With --json: print the answers as well.")
    ] = False,
    index: options.Index = None,
    encoder: options.Encoder = None,
    model: options.Model = None,
    engine: options.Engine = None,
    base_url: options.BaseUrl = None,
    as_json: options.Json = False,
) -> None:
    """Sit a mock exam: timed, saved at each answer, graded at the end with a report by topic.

    An exam that is open is gone on with. With --json it is begun (or shown) without being asked.
    """
    if (responses is not None or key) and not as_json:
        raise typer.BadParameter("--responses and --key go with --json")
    with outcome(as_json=as_json, interrupted=lambda: _STOPPED) as emit:
        from tutor.cli.exam_files import read_responses, require_printable
        from tutor.cli.practising import now, open_practice
        from tutor.config import load_settings
        from tutor.practice.quiz_wish import QuizWish

        settings = load_settings(
            index=index, encoder=encoder, model=model, engine=engine, base_url=base_url
        )
        wish = _Wish(minutes, QuizWish.checked(n=n, kind=kind, chapter=chapter))
        given = read_responses(responses) if responses else None
        if print_to is not None:
            require_printable(print_to)
        with open_practice(settings) as practice:
            if given is not None:
                emit(_graded(practice, given).to_dict())
                return
            if print_to is not None:
                sheet, its_key = _print(practice, wish, print_to)
                if as_json:
                    emit({"sheet": str(sheet), "key": str(its_key)})
                else:
                    typer.echo(f"The exam is in {sheet}, its key in {its_key}.")
            elif as_json:
                opened = practice.open_exam()
                begun = opened or _start(practice, wish)
                left = round(begun.remaining(now()), 1)
                shown = begun.to_dict(key=key)
                emit({**shown, "seconds_left": left, "resumed": opened is not None})
            else:
                _sit(practice, wish)


@dataclass(frozen=True, slots=True)
class _Wish:
    """The exam that is wanted."""

    minutes: float
    questions: "QuizWish"


def _start(practice: "Practice", wish: _Wish) -> "Exam":
    with ProgressBars() as progress:
        begun = practice.start_exam(
            minutes=wish.minutes,
            n=wish.questions.n,
            kind=wish.questions.kind,
            chapter=wish.questions.chapter,
            progress=progress,
        )
    _say_shortage(wish, len(begun.questions))
    return begun


def _print(practice: "Practice", wish: _Wish, path: Path) -> tuple[Path, Path]:
    from tutor.cli.exam_files import ExamFileError, write_sheet
    from tutor.practice.printable import Sheet

    with ProgressBars() as progress:
        questions = practice.exam_questions(wish.questions, progress=progress)
    if not questions:
        raise ExamFileError("There are no questions to print yet; ask for some with `tutor quiz`.")
    _say_shortage(wish, len(questions))
    names = tuple((chapter.key, chapter.name) for chapter in practice.outline.chapters)
    return write_sheet(Sheet(practice.title, wish.minutes, questions, names), path)


def _say_shortage(wish: _Wish, found: int) -> None:
    from tutor.practice.blueprint import shortage

    if words := shortage(wish.questions.n, found):
        typer.echo(words, err=True)


def _graded(practice: "Practice", given: "ResponsesFile") -> "ExamReport":
    """The report of the open exam with these answers; those that come too late don't count."""
    from tutor.practice.exam import ExamError, TimeIsUpError

    opened = practice.open_exam()
    if opened is None:
        raise ExamError("There is no open exam to grade; `tutor exam --json` begins one.")
    if given.exam_id not in (None, opened.id):
        raise ExamError(
            f"These answers belong to the exam {given.exam_id}, and the open one is {opened.id}; "
            "give the answers to that one."
        )
    try:
        for question_id, response in given.responses.items():
            practice.save_response(opened.id, question_id, response)
    except TimeIsUpError as error:
        typer.echo(f"These answers came too late and don't count. {error}", err=True)
    return practice.finish_exam(opened.id)


def _sit(practice: "Practice", wish: _Wish) -> None:
    from tutor.cli.exam_views import report_view, time_left
    from tutor.cli.practising import now
    from tutor.cli.render import stdout_console
    from tutor.cli.sitting import Sitting

    console = stdout_console()
    opened = practice.open_exam()
    if opened is not None and opened.remaining(now()) > 0:
        left = time_left(opened.remaining(now()))
        done = f"{len(opened.responses)} of {len(opened.questions)} answered"
        console.print(f"An exam is open: {done}, {left} left. Enter goes on, /finish hands it in.")
    elif opened is not None:
        console.print("The time of your open exam is over; it is graded with what is there.")
    else:
        opened = _start(practice, wish)
    if Sitting(practice, opened, console, clock=now).run():
        console.print("Grading…")
        console.print(report_view(practice.finish_exam(opened.id), styled=console.is_terminal))
    else:
        ends = f"{opened.ends.astimezone():%H:%M}"
        console.print(f"The exam stays open until {ends}; `tutor exam` goes on with it.")
