"""`tutor review`: the questions that are due come back, one after the other."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cli import options
from tutor.cli.outcome import outcome

if TYPE_CHECKING:
    from tutor.practice.practice import Practice
    from tutor.practice.question import Question


def review(
    index: options.Index = None,
    encoder: options.Encoder = None,
    model: options.Model = None,
    engine: options.Engine = None,
    base_url: options.BaseUrl = None,
    as_json: options.Json = False,
) -> None:
    """Answer again what is due today; each answer decides when its question comes back.

    With --json the questions that are due are listed, and nothing is asked.
    """
    with outcome(as_json=as_json) as emit:
        from tutor.cli.practising import now, open_practice
        from tutor.config import load_settings

        settings = load_settings(
            index=index, encoder=encoder, model=model, engine=engine, base_url=base_url
        )
        words = not as_json and _words_are_due(settings.records, now())
        with open_practice(settings, load_model=words) as practice:
            due = practice.due()
            if as_json:
                soonest = next_due(practice, now())
                emit(
                    {
                        "due": [question.to_dict() for question in due],
                        "count": len(due),
                        "next_due": None if soonest is None else soonest.isoformat(),
                    }
                )
            else:
                _ask(practice, due)


def next_due(practice: "Practice", now: datetime) -> datetime | None:
    """When the next question becomes due that is not due yet; None where none is planned."""
    from tutor.records.values import LOCAL_STUDENT

    cards = practice.records.cards(LOCAL_STUDENT)
    return min((card.due for card in cards if card.due > now), default=None)


def _words_are_due(path: Path, now: datetime) -> bool:
    """Whether something is due whose answer is judged by its meaning, which takes the model."""
    from contextlib import closing

    from tutor.cli.responses import WRITTEN
    from tutor.records.records import Records
    from tutor.records.values import LOCAL_STUDENT

    with closing(Records.open(path)) as records:
        items = records.items([card.item_id for card in records.due(LOCAL_STUDENT, now)])
    return any(item.payload["kind"] in WRITTEN for item in items.values())


def _ask(practice: "Practice", due: "list[Question]") -> None:
    from tutor.cli.asking import Asker
    from tutor.cli.item_views import in_words
    from tutor.cli.practising import now
    from tutor.cli.render import counted, stdout_console

    console = stdout_console()
    if due:
        console.print(f"{counted(len(due), 'review')} due.")
        tally = Asker(practice, console, setting="review", clock=now).ask_all(due, len(due))
        console.print(f"\n{tally.summary}", markup=False)
    else:
        console.print("No reviews are due.")
    still, soonest = practice.due_count(), next_due(practice, now())
    if still:
        console.print(f"{still} still due; `tutor review` goes on with what is left.")
    elif soonest is not None:
        console.print(f"The next review: {in_words(soonest, now())}.")
    else:
        console.print("Nothing is planned; what you answer in `tutor quiz` comes back here.")
