"""The engine for a GPU, and for architectures that CTranslate2 lacks: transformers."""

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import Any

from tutor.errors import TutorError
from tutor.generation.base import Message
from tutor.generation.limits import require_fit


class TransformersGenerator:
    """A language model in a folder of safetensors, on the GPU where there is one."""

    def __init__(self, path: Path, name: str, threads: int | None = None) -> None:
        """Load the weights, in 16 bits, and the tokenizer.

        Args:
            path: The folder, as `save_pretrained` writes it.
            name: What is shown beside an answer.
            threads: How many CPU cores to use; torch's own choice unless given.

        Raises:
            TutorError: The folder can't be loaded, or is no model that answers.
        """
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        from tutor.generation.tokens import ChatTokenizer, end_ids
        from tutor.models.convert import hushed

        self._name = name
        self._lock = Lock()
        if threads:
            torch.set_num_threads(threads)
        device = "cuda" if torch.cuda.is_available() else "cpu"
        exact = device == "cpu" or torch.cuda.is_bf16_supported()
        try:
            with hushed():
                tokenizer: Any = AutoTokenizer.from_pretrained(path, local_files_only=True)
                self._tokenizer = ChatTokenizer(
                    tokenizer.backend_tokenizer,
                    tokenizer.get_chat_template(),
                    {k: v for k, v in tokenizer.special_tokens_map.items() if isinstance(v, str)},
                )
                self._model: Any = AutoModelForCausalLM.from_pretrained(
                    path, dtype=torch.bfloat16 if exact else torch.float16, local_files_only=True
                )
        except (OSError, ValueError, KeyError, AttributeError, RuntimeError) as error:
            reason = str(error).strip().split("\n")[0].rstrip(".")
            raise TutorError(
                f"The language model in {path} can't be loaded ({reason}): "
                "choose another model or fetch it again."
            ) from error
        self._model.to(device).eval()
        self._ends = self._tokenizer.ids(self._tokenizer.end_tokens(end_ids(path)))

    @property
    def name(self) -> str:
        """The name that is shown beside an answer."""
        return self._name

    @property
    def context_length(self) -> int:
        """The most tokens that prompt and answer may have together."""
        return int(self._loaded().config.max_position_embeddings)

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Tokens of the prompt, chat template included."""
        return len(self._tokenizer.encode(messages).ids)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, stop: Event | None = None
    ) -> Generator[str, None, None]:
        """Yield the answer as it is decoded; see `Generator.stream`."""
        ids = self._tokenizer.encode(messages).ids
        require_fit(len(ids), max_tokens, self.context_length, self.name)
        given_up, steps = Event(), _Steps()

        def over() -> bool:
            return given_up.is_set() or (stop is not None and stop.is_set())

        decoder = self._tokenizer.decoder()
        with self._lock:
            if over():
                return
            work = Thread(target=self._generate, args=(ids, max_tokens, steps, over), daemon=True)
            work.start()
            try:
                for token in steps:
                    if over():
                        break
                    if text := decoder.add(token):
                        yield text
            finally:
                given_up.set()
                work.join()

    def choose(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        """Log-probability of each choice's first token; see `Generator.choose`."""
        import torch

        ids = self._tokenizer.encode(messages).ids
        require_fit(len(ids), 1, self.context_length, self.name)
        with self._lock, torch.inference_mode():
            model = self._loaded()
            logits = model(torch.tensor([ids], device=model.device), logits_to_keep=1).logits
            scores = logits[0, -1].float().log_softmax(-1)
        return [float(scores[self._tokenizer.first_token(choice)]) for choice in choices]

    def close(self) -> None:
        """Free the weights."""
        with self._lock:
            self._model = None

    def _loaded(self) -> Any:
        if self._model is None:
            raise RuntimeError(f"{self.name} was closed")
        return self._model

    def _generate(self, ids: list[int], max_tokens: int, steps: "_Steps", over: Any) -> None:
        """Run the model, in a thread of its own, and always end the steps."""
        import torch
        from transformers import GenerationConfig, StoppingCriteriaList

        try:
            model = self._loaded()
            prompt = torch.tensor([ids], device=model.device)
            model.generate(
                prompt,
                attention_mask=torch.ones_like(prompt),
                generation_config=GenerationConfig(
                    do_sample=False,
                    repetition_penalty=1.0,  # models bring their own, and answers would differ
                    max_new_tokens=max_tokens,
                    eos_token_id=self._ends,
                    pad_token_id=self._ends[0],
                ),
                stopping_criteria=StoppingCriteriaList([_Stopping(over)]),
                streamer=steps,
            )
        except Exception as error:  # noqa: BLE001 - raised again in the thread that reads
            steps.fail(error)
        finally:
            steps.end()


class _Stopping:
    """Asked by transformers after each token."""

    def __init__(self, over: Any) -> None:
        self._over = over

    def __call__(self, input_ids: Any, _scores: Any, **_options: Any) -> Any:
        import torch

        return torch.full((len(input_ids),), self._over(), device=input_ids.device)


class _Steps:
    """Token ids on their way from the model's thread to the reader's."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[int | Exception | None] = SimpleQueue()
        self._prompt_seen = False

    def put(self, value: Any) -> None:
        """What transformers calls: first with the prompt, then with each token."""
        if self._prompt_seen:
            for token in value.flatten().tolist():
                self._queue.put(token)
        self._prompt_seen = True

    def fail(self, error: Exception) -> None:
        """Have the reader raise this."""
        self._queue.put(error)

    def end(self) -> None:
        """No more is coming; may be called twice."""
        self._queue.put(None)

    def __iter__(self) -> Iterator[int]:
        while (item := self._queue.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item
