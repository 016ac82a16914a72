"""A wish to be asked is told from a question to be answered, by its grammar."""

import pytest

from tutor.practice.quiz_wish import QuizError, QuizWish
from tutor.practice.wish import refers_back, wish_of

WISHES = {
    "ask me five questions about autoencoders": QuizWish(5, topic="autoencoders"),
    "Quiz me on chapter 3": QuizWish(chapter="3"),
    "quiz me on chapter three, please": QuizWish(chapter="3"),
    "give me a true-false question on GRUs": QuizWish(1, kind="true-false", topic="GRUs"),
    "test me": QuizWish(),
    "Test me!": QuizWish(),
    "quiz me": QuizWish(),
    "Quiz": QuizWish(),
    "a quiz please": QuizWish(),
    "Can you quiz me on chapter 3?": QuizWish(chapter="3"),
    "Could you please ask me 3 hard questions about LSTMs?": QuizWish(
        3, topic="LSTMs", difficulty="hard"
    ),
    "Ask me a question": QuizWish(1),
    "Ask me another question about dropout": QuizWish(1, topic="dropout"),
    "Give me 10 MCQs on pooling": QuizWish(10, kind="multiple-choice", topic="pooling"),
    "give me ten multiple choice questions": QuizWish(10, kind="multiple-choice"),
    "Give me some flashcards about EHR data": QuizWish(kind="flashcard", topic="EHR data"),
    "make a quiz about graph networks": QuizWish(topic="graph networks"),
    "Make me a quick quiz on attention": QuizWish(topic="attention"),
    "Generate twenty-five questions from chapter 6": QuizWish(25, chapter="6"),
    "create 4 fill-in-the-blank questions on ICD codes": QuizWish(
        4, kind="cloze", topic="ICD codes"
    ),
    "five questions about autoencoders": QuizWish(5, topic="autoencoders"),
    "5 easy true/false questions": QuizWish(5, kind="true-false", difficulty="easy"),
    "flashcards on word2vec": QuizWish(kind="flashcard", topic="word2vec"),
    "I want to be tested on backpropagation": QuizWish(topic="backpropagation"),
    "I'd like a quiz on the chapter about autoencoders": QuizWish(chapter="autoencoders"),
    "quiz me on the autoencoders chapter": QuizWish(chapter="autoencoders"),
    "Let's do a quiz about CNNs": QuizWish(topic="CNNs"),
    "let's practice": QuizWish(),
    "I want to practise with short-answer questions on ReLU": QuizWish(
        kind="short-answer", topic="ReLU"
    ),
    "Can I have a few questions on gates in chapter 6?": QuizWish(3, topic="gates", chapter="6"),
    "quiz me on chapter 4 about activation functions": QuizWish(
        topic="activation functions", chapter="4"
    ),
    "Test me with two cloze questions about VAEs": QuizWish(2, kind="cloze", topic="VAEs"),
    "ok, quiz me for the midterm": QuizWish(),
    "quiz me on everything": QuizWish(),
    "Ask me a couple of questions over lecture 2": QuizWish(2, chapter="2"),
    "show me a dozen questions on U-Net": QuizWish(12, topic="U-Net"),
    "Write me a hard question about BPTT": QuizWish(1, topic="BPTT", difficulty="hard"),
    "start a quiz": QuizWish(),
    'quiz me on "missing data"': QuizWish(topic="missing data"),
    "please  quiz me\non recurrent networks again": QuizWish(topic="recurrent networks"),
    "could i be quizzed on L1 and L2 regularisation": QuizWish(topic="L1 and L2 regularisation"),
    "ask me 100 questions": QuizWish(100),
}

QUESTIONS = (
    "What questions did the authors ask?",
    "How do I quiz myself on the notes?",
    "Why is chapter 3 about activation functions?",
    "What is in chapter 3?",
    "What does a true-false question measure?",
    "How many questions does the exam have?",
    "Give me an example of dropout",
    "Give me the definition of an autoencoder",
    "Give me the three questions in the introduction of the paper",
    "Ask me anything",
    "Test the hypothesis that dropout helps",
    "How is a model tested on the test set?",
    "Can you test the model on MNIST?",
    "Make a test set from the data",
    "Give me a test statistic for normality",
    "Create a table of activation functions",
    "I have a question about GRUs",
    "I have five questions about GRUs",
    "A question about GRUs",
    "One more question about dropout: why at training time only?",
    "Two questions about dropout",
    "question about chapter 3",
    "I want to ask a question about attention",
    "Do questions about LSTMs come up in the exam?",
    "Are there multiple choice questions in the midterm?",
    "What is a cloze test?",
    "Explain flashcards",
    "Is this true or false: ReLU is linear?",
    "True or false: dropout is used at test time.",
    "Which quiz covers autoencoders?",
    "Tell me about chapter 3",
    "Summarise chapter 3",
    "Show me the questions of chapter 3",
    "Give me questions 3 and 4 from the homework",
    "Five questions about bias were asked in the survey. What were they?",
    "Ask me five questions about autoencoders: what is a code, and what is a decoder?",
    "Practice makes perfect in which model?",
    "Let's talk about GRUs",
    "What would you ask me about autoencoders?",
    "When should a clinician test me for diabetes?",
    "quiz results of chapter 3",
    "Can you explain what a test loss is?",
    "I need help with a question about chapter 5",
    "",
    "?",
)


@pytest.mark.parametrize("text", WISHES)
def test_wishes_are_understood(text: str) -> None:
    assert wish_of(text) == WISHES[text]


@pytest.mark.parametrize("text", QUESTIONS)
def test_questions_are_left_to_be_answered(text: str) -> None:
    assert wish_of(text) is None


@pytest.mark.parametrize("number", ["0", "101", "500"])
def test_number_that_no_quiz_has_is_told(number: str) -> None:
    with pytest.raises(QuizError, match=f"{number} questions; ask for 1 to 100"):
        wish_of(f"ask me {number} questions")


def test_typographic_marks_are_read_like_plain_ones() -> None:
    said = wish_of("I\u2019d like a quiz on \u201cmissing data\u201d")
    assert said == QuizWish(topic="missing data")


def test_long_text_is_no_wish() -> None:
    assert wish_of("quiz me on " + "dropout and " * 40) is None
    assert wish_of("quiz me on " + "!" * 200 + "a") == QuizWish(topic="!" * 200 + "a")


def test_topic_may_be_what_was_spoken_of_last() -> None:
    back = wish_of("quiz me on this")
    assert back is not None
    assert refers_back(back)
    named = wish_of("quiz me on this week's lecture on gates")
    assert named is not None
    assert not refers_back(named)
