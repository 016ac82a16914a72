"""Text to a model's tokens and back: chat template, end tokens, decoding piece by piece.

Made from `tokenizer.json` and the template alone, because importing transformers for it would
take longer than loading the weights.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from tokenizers import Encoding, Tokenizer
from tokenizers.decoders import DecodeStream

from tutor.errors import TutorError
from tutor.generation.base import Message
from tutor.generation.messages import as_rows

# Tokens that end a turn in the common chat formats. A GGUF file names one end token only, and
# models end with others too.
_TURN_ENDS = ("<|im_end|>", "<|eot_id|>", "<|end|>", "<end_of_turn>", "<|endoftext|>", "</s>")


class ChatTokenizer:
    """The tokenizer and chat template of one model; may be used from several threads."""

    def __init__(self, tokenizer: Tokenizer, template: str, special: dict[str, str]) -> None:
        """Take the parts.

        Args:
            tokenizer: Without truncation or padding.
            template: The chat template, in Jinja.
            special: Names and texts of special tokens that the template may use (`bos_token` …).

        Raises:
            TutorError: The template is not one that this program can read.
        """
        self._tokenizer = tokenizer
        self._special = special
        try:
            self._template = _environment().from_string(template)
        except TemplateError as error:
            raise TutorError(
                f"The model's chat template can't be read ({error}): choose another model."
            ) from error

    @classmethod
    def from_folder(cls, folder: Path) -> "ChatTokenizer":
        """The tokenizer that `save_pretrained` wrote into a folder.

        Raises:
            TutorError: The model has no chat template, so it is not one that answers.
            OSError, ValueError: A file is missing or is not what it should be.
        """
        settings = json.loads((folder / "tokenizer_config.json").read_text("utf-8"))
        file = folder / "chat_template.jinja"
        template = file.read_text("utf-8") if file.is_file() else settings.get("chat_template")
        if not isinstance(template, str):
            raise TutorError(
                f"The model in {folder} has no chat template: choose an instruction-tuned model."
            )
        special = {
            name: value["content"] if isinstance(value, dict) else value
            for name, value in settings.items()
            if name.endswith("_token") and isinstance(value, str | dict)
        }
        return cls(_tokenizer(folder / "tokenizer.json"), template, special)

    def render(self, messages: Sequence[Message]) -> str:
        """The prompt's text, up to where the answer begins.

        A template that refuses a system message, as Gemma's does, gets it at the head of the
        first question.

        Raises:
            TutorError: The model's template refuses these messages.
        """
        try:
            return self._filled_in(messages)
        except TemplateError as error:
            if len(messages) > 1 and messages[0].role == "system":
                system, first, *rest = messages
                joined = replace(first, content=f"{system.content}\n\n{first.content}")
                return self.render([joined, *rest])
            raise TutorError(
                f"The model's chat template refuses this conversation ({error}): "
                "choose another model."
            ) from error

    def _filled_in(self, messages: Sequence[Message]) -> str:
        return self._template.render(
            messages=as_rows(messages), add_generation_prompt=True, **self._special
        )

    def encode(self, messages: Sequence[Message]) -> Encoding:
        """The prompt's tokens, with the offsets of each in `render`'s text."""
        return self._tokenizer.encode(self.render(messages), add_special_tokens=False)

    def first_token(self, text: str) -> int:
        """The id of the token that an answer of this text begins with."""
        return int(self._tokenizer.encode(text, add_special_tokens=False).ids[0])

    def end_tokens(self, also: Sequence[int] = ()) -> list[str]:
        """Every token after which an answer is over, and those of the ids in `also`."""
        added = self._tokenizer.get_added_tokens_decoder().values()
        special = {token.content for token in added if token.special}  # "</s>" can be plain text
        named = [*special.intersection(_TURN_ENDS), self._special.get("eos_token") or ""]
        named += [self._tokenizer.id_to_token(token) or "" for token in also]
        return sorted({t for t in named if self._tokenizer.token_to_id(t) is not None})

    def ids(self, tokens: Sequence[str]) -> list[int]:
        """The ids of whole tokens."""
        known = (self._tokenizer.token_to_id(token) for token in tokens)
        return [token for token in known if token is not None]

    def token(self, number: int) -> str:
        """The token of an id; empty where the model has a row for it and the tokenizer nothing."""
        return self._tokenizer.id_to_token(number) or ""

    def decoder(self) -> "Decoder":
        """A new decoder for one answer."""
        return Decoder(self._tokenizer)


class Decoder:
    """Turns an answer's tokens into text as they come, never half a character."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._stream = DecodeStream(skip_special_tokens=True)

    def add(self, token: int) -> str:
        """The text that this token completes; empty inside a character of several tokens."""
        return self._stream.step(self._tokenizer, token) or ""


def static_length(encoding: Encoding, text: str, messages: Sequence[Message]) -> int:
    """How many of the prompt's first tokens depend on the system message alone, 0 without one."""
    if not messages or messages[0].role != "system":
        return 0
    at = text.find(messages[0].content)
    if at < 0:  # the template changed it
        return 0
    end = at + len(messages[0].content)
    # The last token is left out: in another prompt it might run on into what follows.
    inside = [index for index, (_, stop) in enumerate(encoding.offsets) if stop <= end]
    return max(len(inside) - 1, 0)


def end_ids(folder: Path) -> list[int]:
    """The end tokens that a model's `generation_config.json` names."""
    file = folder / "generation_config.json"
    ids = json.loads(file.read_text("utf-8")).get("eos_token_id") if file.is_file() else None
    return ids if isinstance(ids, list) else [] if ids is None else [ids]


def _tokenizer(file: Path) -> Tokenizer:
    try:
        return Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises nothing narrower
        raise ValueError(f"{file.name}: {error}") from error


def _environment() -> ImmutableSandboxedEnvironment:
    """Jinja as chat templates expect it: what transformers offers them, and no more."""

    def raise_exception(message: str) -> NoReturn:
        raise TemplateError(message)

    def to_json(value: Any, indent: int | None = None) -> str:
        return json.dumps(value, ensure_ascii=False, indent=indent)

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    environment.filters["tojson"] = to_json
    environment.globals["raise_exception"] = raise_exception
    environment.globals["strftime_now"] = lambda form: datetime.now(timezone.utc).strftime(form)
    return environment
