"""`tutor quiz`: questions made from the notes, asked here or printed as JSON."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tutor.cli import options
from tutor.cli.outcome import outcome
from tutor.cli.progress import ProgressBars

if TYPE_CHECKING:
    from tutor.practice.quiz import Quiz


def quiz(
    topic: Annotated[
        str | None,
        typer.Option("--topic", metavar="T", help="What to be asked about, in your words."),
    ] = None,
    chapter: Annotated[
        str | None,
        typer.Option("--chapter", metavar="C", help="Only of this chapter: number or title."),
    ] = None,
    n: Annotated[int, typer.Option("-n", metavar="N", help="Questions, 1 to 100.")] = 5,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="multiple-choice, true-false, short-answer, cloze or flashcard.",
            show_default="mixed",
        ),
    ] = None,
    difficulty: Annotated[
        str | None,
        typer.Option("--difficulty", metavar="D", help="easy, medium or hard."),
    ] = None,
    index: options.Index = None,
    encoder: options.Encoder = None,
    model: options.Model = None,
    engine: options.Engine = None,
    base_url: options.BaseUrl = None,
    as_json: options.Json = False,
) -> None:
    """Be asked: questions made from your notes, graded at once, each with its passage.

    Questions that were made before come first; what is missing is made meanwhile. With --json they
    are printed with their answers, and nothing is asked.
    """
    with outcome(as_json=as_json) as emit:
        from tutor.cli.practising import open_practice
        from tutor.config import load_settings
        from tutor.practice.quiz_wish import QuizWish

        wish = QuizWish.checked(n=n, kind=kind, topic=topic, chapter=chapter, difficulty=difficulty)
        settings = load_settings(
            index=index, encoder=encoder, model=model, engine=engine, base_url=base_url
        )
        with open_practice(settings) as practice:
            if as_json:
                with ProgressBars() as progress:
                    emit(_quiz_dict(practice.make_quiz(wish, progress=progress)))
            else:
                from tutor.cli.quizzing import play
                from tutor.cli.render import stdout_console

                play(practice, wish, stdout_console(), setting="quiz")


def _quiz_dict(quiz: "Quiz") -> dict[str, Any]:
    return {
        "questions": [question.to_dict() for question in quiz.questions],
        "rejected": dict(quiz.rejected),
        "seconds": round(quiz.seconds, 3),
        "from_bank": quiz.from_bank,
        "shortfall": quiz.shortfall,
    }
