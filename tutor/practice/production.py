"""Making questions one at a time, each of which goes into the bank as soon as it is there."""

from collections.abc import Callable, Sequence

from tutor.generation.base import Generator
from tutor.practice.bank import Bank
from tutor.practice.courtesy import CourteousGenerator
from tutor.practice.making.maker import make_question
from tutor.practice.making.passage import Passage
from tutor.practice.making.rejection import Rejected
from tutor.practice.question import Kind, Question
from tutor.practice.snapshot import Snapshot


class Production:
    """Makes questions from the notes as they are at one moment."""

    def __init__(
        self,
        bank: Bank,
        snapshot: Snapshot,
        generator: Generator,
        *,
        give_way: Callable[[], bool],
    ) -> None:
        """Begin with what the bank has, which nothing new may repeat.

        Args:
            bank: Gets what is made, and what was rejected.
            snapshot: The notes.
            generator: The model.
            give_way: Asked between two tokens whether to break off.
        """
        self._bank = bank
        self._snapshot = snapshot
        self._generator = CourteousGenerator(generator, give_way)
        self._known = bank.questions(snapshot.chunk_ids)

    @property
    def known(self) -> Sequence[Question]:
        """What the bank has of these notes, and what was made since."""
        return self._known

    @property
    def calls(self) -> int:
        """How often the model was asked so far."""
        return self._generator.calls

    def make(self, kind: Kind, passage: Passage) -> Question | Rejected:
        """One question of a kind from a passage, or why there is none.

        Raises:
            GaveWayError: It was broken off; nothing of it is kept.
            TutorError: The engine failed, for a reason that the user can mend.
        """
        made = make_question(
            kind, passage, self._snapshot.course, self._generator, avoid=self._known
        )
        if isinstance(made, Rejected):
            self._bank.reject(passage.chunk.id, kind, made.reason)
        else:
            self._bank.add([made])
            self._known.append(made)
        return made
