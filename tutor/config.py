"""The settings of one run: command flags, then TUTOR_* variables, then tutor.toml, then defaults.

The most specific source wins. A name that no setting has is an error in each of them, so that a
slip of the pen never runs with a default in silence.
"""

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from tutor.documents.limits import Limits
from tutor.errors import TutorError

SETTINGS_FILE = "tutor.toml"
PREFIX = "TUTOR_"


class SettingsError(TutorError):
    """A setting is unknown or its value can't be used."""


class Settings(BaseSettings):
    """What the edges of the program pass in; nothing else in it is configured."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=PREFIX,
        env_ignore_empty=True,
        hide_input_in_errors=True,
        toml_file=SETTINGS_FILE,
    )

    index: Path = Field(default=Path("index"), description="Folder of the search index.")
    corpus: Path = Field(default=Path("corpus"), description="Folder of the notes.")
    encoder: str = Field(
        default="minilm",
        min_length=1,
        description="Sentence encoder: a name from `tutor models list`, a Hugging Face id or a "
        "folder.",
    )
    model: str = Field(
        default="qwen-1.5b",
        min_length=1,
        description="Language model: a name from `tutor models list`, a Hugging Face id, a folder, "
        "or the name that a server at base_url knows.",
    )
    engine: Literal["auto", "int8", "ctranslate2", "transformers", "openai"] = Field(
        default="auto", description="What runs the language model."
    )
    base_url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Address of an OpenAI-compatible server, with the engine `openai`.",
    )
    api_key: SecretStr | None = Field(default=None, description="Key for the server at base_url.")
    cache_dir: Path = Field(
        default_factory=lambda: user_cache_path("study-tutor"),
        description="Folder of the models.",
    )
    records: Path = Field(
        default_factory=lambda: user_data_path("study-tutor") / "records.sqlite3",
        description="File of the students' answers, reviews and exams.",
    )
    threads: int | None = Field(
        default=None,
        ge=1,
        le=1024,
        description="Processor threads; the number of physical cores where it is not given.",
    )
    k: int = Field(default=5, ge=1, le=100, description="Passages that are shown.")
    max_answer_tokens: int = Field(
        default=220, ge=16, le=4096, description="The longest answer, in the model's tokens."
    )
    strictness: float = Field(
        default=0.25,
        ge=0,
        le=1,
        description="Least probability that the notes hold the answer with which one is given.",
    )
    answer_cache: int = Field(
        default=256,
        ge=0,
        le=100_000,
        description="Answers that a running tutor keeps for whoever asks the same, until the notes "
        "change; 0 keeps none.",
    )
    max_note_mb: float = Field(
        default=100, gt=0, le=2000, description="The largest file that is read as notes, in MB."
    )
    max_note_pages: int = Field(
        default=2000, ge=1, le=100_000, description="The longest PDF or presentation, in pages."
    )
    max_notes: int = Field(
        default=20_000, ge=1, le=1_000_000, description="The most files that are read in one go."
    )
    max_archive_mb: float = Field(
        default=500, gt=0, le=20_000, description="The largest archive, unpacked, in MB."
    )
    contributions: Literal["direct", "review"] = Field(
        default="direct",
        description="Whether notes that are uploaded on the page come into the index at once or "
        "wait until they are approved.",
    )
    fill_bank: bool = Field(
        default=True,
        description="Whether the running page makes practice questions while nobody waits, so that "
        "a quiz starts at once; never with a server at base_url.",
    )
    keep_names: bool = Field(
        default=False, description="Leave the names of people in forum threads."
    )
    host: str = Field(
        default="127.0.0.1", min_length=1, description="Address on which the page is served."
    )
    port: int = Field(default=7860, ge=1, le=65535, description="Port on which the page is served.")
    auth: Path | None = Field(
        default=None,
        description="File of the users who may sign in to the page (`tutor users`); without it "
        "nobody has to.",
    )

    @field_validator("index", "corpus", "cache_dir", "records", "auth")
    @classmethod
    def _expand_home(cls, path: Path | None) -> Path | None:
        return path and path.expanduser()

    @property
    def limits(self) -> Limits:
        """What is too large to be read as notes."""
        return Limits(
            bytes=int(self.max_note_mb * 1_000_000),
            pages=self.max_note_pages,
            files=self.max_notes,
            archive_bytes=int(self.max_archive_mb * 1_000_000),
        )

    @property
    def thread_count(self) -> int:
        """Threads to use: `threads`, or the physical cores that this process may run on."""
        return self.threads or _physical_cores()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic-settings' signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The sources, the most specific first."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**overrides: Any) -> Settings:
    """Read the settings of this run; an override that is None counts as not given.

    Raises:
        SettingsError: A name is unknown, a value is out of bounds, or tutor.toml is not TOML.
    """
    _reject_unknown_variables()
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(_sentence(error, given)) from error
    # TOMLDecodeError and UnicodeDecodeError are ValueErrors.
    except (ValueError, OSError, RecursionError) as error:
        raise SettingsError(
            f"{SETTINGS_FILE} can't be read as TOML ({error}); mend it or move it away."
        ) from error


def _reject_unknown_variables() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for variable in os.environ:
        if variable.upper().startswith(PREFIX) and variable.upper() not in known:
            raise SettingsError(
                f"The environment variable {variable} is not a setting; "
                f"{_nearest(variable.upper(), known)}."
            )


def _sentence(error: ValidationError, given: dict[str, Any]) -> str:
    """The first thing that is wrong, with the place where it was set."""
    first = error.errors(include_url=False, include_context=False)[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "extra_forbidden":
        place = "as given here" if name in given else f"as {SETTINGS_FILE} has it"
        nearest = _nearest(name, set(Settings.model_fields))
        return f"There is no setting {name!r}, {place}; {nearest}."
    if name in given:
        place = f"-{name}" if len(name) == 1 else f"--{name.replace('_', '-')}"
    elif os.environ.get(f"{PREFIX}{name.upper()}"):
        place = f"the environment variable {PREFIX}{name.upper()}"
    else:
        place = SETTINGS_FILE
    value = "that" if name == "api_key" else repr(first["input"])
    reason = first["msg"][:1].lower() + first["msg"][1:]
    return f"The setting {name!r} can't be {value}: {reason}; correct it in {place}."


def _nearest(name: str, known: set[str]) -> str:
    matches = get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    if matches:
        return f"the nearest one is {matches[0]!r}"
    return f"the settings are {', '.join(sorted(known))}"


def _physical_cores() -> int:
    import psutil

    cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    # A container or a scheduler may allow fewer than the machine has.
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores
    return max(1, min(cores, allowed))
