"""An honest result in another language, and the kinds of garbage."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest
from fakes_web import source

from tutor.answering.events import NOT_IN_NOTES, Answer, Seconds, Sentence
from tutor.evaluation.datasets import DatasetError
from tutor.evaluation.languages import (
    ForeignQuestion,
    garbage,
    goes_in_circles,
    load_questions,
    other_languages,
)

DATA = Path(__file__).parents[1] / "data" / "other_languages.jsonl"
ASKED = ForeignQuestion(
    id="es01",
    language="es",
    question="¿Qué sistema se usa para las pruebas de laboratorio?",
    documents=("02-health-data",),
    phrases=(("LOINC",),),
)
UNANSWERABLE = replace(ASKED, id="es02", documents=(), phrases=())
PASSAGE = "LOINC names laboratory tests."


def answer(
    *sentences: str, document: str = "a/02-health-data.md", supported: bool = True
) -> Answer:
    return Answer(
        question="?",
        status="answered" if sentences else "not_in_notes",
        text=" ".join(sentences) or NOT_IN_NOTES,
        sentences=tuple(Sentence("", text, (1,), supported) for text in sentences),
        sources=(replace(source(1, "T", "", PASSAGE, PASSAGE), document=document),),
        seconds=Seconds(0.0, 0.0, 0.0),
        model="fake",
    )


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (answer(), ""),
        (answer("Se usa LOINC."), ""),
        (answer("LOINC names laboratory tests."), ""),
        (answer("Se usa LOINC.", supported=False), "holds a sentence without support"),
        (answer("LOINC 实验室检验使用的编码系统。"), "mixes in another script"),
        (answer("LOINC: se usa en el " * 3), "goes round in circles"),
        (answer("Se usa LOINC.", document="04-deep.md"), "cites 04-deep.md"),
        (answer("Es un sistema."), "answers something else, without LOINC"),
    ],
)
def test_garbage_is_told_from_an_honest_result(given: Answer, fault: str) -> None:
    assert garbage(ASKED, given) == fault


def test_only_a_refusal_is_honest_where_the_notes_are_silent() -> None:
    assert garbage(UNANSWERABLE, answer()) == ""
    assert garbage(UNANSWERABLE, answer("Se usa LOINC.")).startswith("is answered")


def test_an_answer_may_be_in_the_questions_script_or_the_passages() -> None:
    asked = replace(ASKED, question="实验室检验用哪种编码系统?")
    assert garbage(asked, answer("实验室检验使用 LOINC 编码系统。")) == ""
    assert garbage(asked, answer("LOINC names laboratory tests.")) == ""
    assert garbage(asked, answer("LOINC кодирует лабораторные тесты.")) != ""


@pytest.mark.parametrize(
    ("text", "circles"),
    [
        ("It is so and it is so.", False),
        ("the first is one, the first is two, the first is one, the first is one", True),
        ("感知机是一种线性分类器。", False),
        ("感知机是一种线性分类器" * 3, True),
    ],
)
def test_the_same_words_three_times_are_a_circle(text: str, circles: bool) -> None:
    assert goes_in_circles(text) is circles


class FakeTutor:
    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)

    def ask(self, question: str, *, exclude_documents: Collection[str] = ()) -> Answer:
        return self.answers.pop(0)


def test_the_shares_are_told_for_all_and_for_each_language() -> None:
    german = replace(ASKED, id="de01", language="de")
    tutor = FakeTutor(answer("Se usa LOINC."), answer("Se usa LOINC."), answer("Ein System."))
    result = other_languages(tutor, [ASKED, UNANSWERABLE, german])  # type: ignore[arg-type]
    figures = {measure.name: (measure.value, measure.n) for measure in result.measures}
    assert figures["honest answers, all languages"] == (pytest.approx(1 / 3), 3)
    assert figures["honest answers, es"] == (0.5, 2)
    assert figures["honest answers, de"] == (0.0, 1)
    assert figures["right notes among the sources"] == (1.0, 2)
    assert figures["answered rightly"] == (0.5, 2)
    assert len(result.failures) == 2
    assert "LOINC" in result.failures[1]


def test_the_questions_are_in_spanish_chinese_and_a_few_others() -> None:
    questions = load_questions(DATA)
    assert len({question.id for question in questions}) == len(questions)
    for language in ("es", "zh"):
        own = [question for question in questions if question.language == language]
        assert sum(question.answerable for question in own) == 8
        assert len(own) == 12
    assert {"de", "ar", "hi"} <= {question.language for question in questions}
    assert all(bool(question.phrases) == question.answerable for question in questions)


def test_a_row_that_lacks_a_field_is_said_to(tmp_path: Path) -> None:
    (file := tmp_path / "questions.jsonl").write_text('{"id": "es01"}', "utf-8")
    with pytest.raises(DatasetError, match="language"):
        load_questions(file)
