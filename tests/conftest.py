"""What the tests share: the small real models, and a user's folders that are nobody's."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from tutor.generation.base import Generator


@pytest.fixture(scope="session")
def cache_dir() -> Path:
    """The folder in which this computer keeps the models, so that they are fetched once."""
    given = os.environ.get("TUTOR_CACHE_DIR")
    return Path(given) if given else user_cache_path("study-tutor")


@pytest.fixture(scope="session")
def encoder_path(cache_dir: Path) -> Path:
    """The default encoder's folder; pulled at the first use."""
    from tutor.models.fetch import pull
    from tutor.models.registry import find

    return pull(find("minilm"), cache_dir)


@pytest.fixture(scope="session")
def course_index(
    tmp_path_factory: pytest.TempPathFactory, cache_dir: Path, encoder_path: Path
) -> Path:
    """The index of the bundled course, built once: to be read, or copied and built upon."""
    from tutor.api import build_index
    from tutor.config import Settings

    folder = tmp_path_factory.mktemp("course") / "index"
    corpus = Path(__file__).resolve().parents[1] / "corpus"
    report = build_index([corpus], Settings(index=folder, cache_dir=cache_dir))
    assert report.failed == ()
    return folder


@pytest.fixture(scope="session")
def smollm2(cache_dir: Path) -> Iterator[Generator]:
    """The smallest language model, on the engine that is chosen; pulled at the first use."""
    from tutor.generation.load import load_generator

    generator = load_generator("smollm2-135m", cache_dir=cache_dir)
    yield generator
    generator.close()


@pytest.fixture
def isolated_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder and cache, and none of the settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.upper().startswith("TUTOR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TUTOR_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("TUTOR_RECORDS", str(tmp_path / "records.sqlite3"))
    (work := tmp_path / "work").mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.fixture(scope="session")
def shared() -> Path:
    """The data sets that are kept beside the repository and not in it."""
    folder = Path(__file__).resolve().parents[1].parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the folder `shared` beside the repository, with the data sets")
    return folder
