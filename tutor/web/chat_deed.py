"""What a visitor does in the chat, as the browser sends it."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import gradio as gr

from tutor.web.part import DeedError
from tutor.web.text import practice as text
from tutor.web.visitor import NAME, student_of

_SESSIONS = 10_000  # pages whose last deed is remembered


@dataclass(frozen=True, slots=True)
class ChatDeed:
    """One deed in the chat."""

    name: str  # ask, again, open or stop
    student: str
    session: str  # of the page that shows it; another one after a reload
    conversation: str  # 32 hexadecimal digits; empty for a new one
    sequence: int  # later deeds of a page have greater numbers
    question: str


def chat_deed(event: gr.EventData, request: gr.Request) -> ChatDeed:
    """What an event says that its visitor did.

    Raises:
        VisitorError: The visitor is not on this computer and brings no name.
        DeedError: The browser sent something else.
    """
    conversation = str(getattr(event, "conversation", ""))
    sequence = getattr(event, "sequence", None)
    if not isinstance(sequence, int) or (conversation and not NAME.fullmatch(conversation)):
        raise DeedError(text.BAD_DEED)
    return ChatDeed(
        name=str(getattr(event, "name", "")),
        student=student_of(str(getattr(event, "student", "")), request),
        session=request.session_hash or "",
        conversation=conversation,
        sequence=sequence,
        question=str(getattr(event, "question", "")).strip(),
    )


class Latest:
    """Which deed each page shows, so that an earlier one no longer writes over it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = Lock()
        self._sequences: OrderedDict[str, int] = OrderedDict()

    def begin(self, deed: ChatDeed) -> bool:
        """Whether a deed is to be shown: False where a later one came before it."""
        with self._lock:
            if self._sequences.get(deed.session, -1) >= deed.sequence:
                return False
            self._sequences[deed.session] = deed.sequence
            self._sequences.move_to_end(deed.session)
            while len(self._sequences) > _SESSIONS:
                self._sequences.popitem(last=False)
            return True

    def shows(self, deed: ChatDeed) -> bool:
        """Whether no later deed has begun."""
        with self._lock:
            return self._sequences.get(deed.session) == deed.sequence
