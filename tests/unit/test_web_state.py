"""The state says whether the program is the same one and how far its model is, and nothing else."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tutor.generation.loading import LoadState
from tutor.web.state_route import state_route

READY = {"ready": True, "words": "", "done": 0, "total": 0, "problem": ""}


def test_model_that_was_loaded_before_is_ready() -> None:
    with TestClient(Starlette(routes=[state_route()])) as client:
        first, second = client.get("/state"), client.get("/state")
    assert first.json() == second.json() == {**first.json(), "model": READY, "user": ""}
    assert set(first.json()) == {"boot", "model", "user"}
    assert first.headers["Cache-Control"] == "no-store"


def test_every_start_of_the_program_has_another_name() -> None:
    boots = set()
    for _ in range(2):
        with TestClient(Starlette(routes=[state_route()])) as client:
            boots.add(client.get("/state").json()["boot"])
    assert len(boots) == 2


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (LoadState(), "Loading the language model."),
        (LoadState(step="loading it", total=1), "Loading it."),
        (
            LoadState(step="downloading it", done=12_900_000, total=1_100_000_000),
            "Downloading it, 12 of 1,100 MB.",
        ),
    ],
)
def test_what_is_done_is_said_with_what_works_meanwhile(state: LoadState, words: str) -> None:
    with TestClient(Starlette(routes=[state_route(lambda: state)])) as client:
        model = client.get("/state").json()["model"]
    assert (model["ready"], model["done"], model["total"]) == (False, state.done, state.total)
    assert model["words"].startswith(f"{words} Searching works already")


def test_why_there_is_no_model_is_said() -> None:
    problem = LoadState(problem="There is no model 'x'; choose another.")
    with TestClient(Starlette(routes=[state_route(lambda: problem)])) as client:
        model = client.get("/state").json()["model"]
    assert model["problem"].startswith("There is no model 'x'; choose another. ")
    assert not model["ready"]
