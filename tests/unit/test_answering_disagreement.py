"""What makes two sentences disagree about a question, and what only looks as if it did."""

import pytest

from tutor.answering.contradictions.disagreement import disagree
from tutor.answering.contradictions.statement import tokens

NUMBERS = [
    ("How many patients were in the study?", "The study followed 1,200 patients over two years.",
     "In total, 1,500 patients were enrolled in the study."),
    ("What learning rate should be used for Adam?", "Use a learning rate of 1e-3 with Adam.",
     "With Adam, the learning rate should be set to 0.0003."),
    ("When is the midterm?", "The midterm is on October 12.",
     "The midterm will be held on 14 October."),
    ("What percentage of the grade is the exam?", "The exam is worth 40% of the grade.",
     "The exam counts for 30 percent of your grade."),
    ("How many classes does ImageNet have?", "ImageNet has 1000 classes.",
     "There are 10,000 classes in ImageNet."),
    ("What is the kernel size?", "The kernel size is 3x3.", "The kernel size is 5x5."),
    ("What year was ImageNet released?", "ImageNet was released in 2009.",
     "ImageNet was first released in 2010."),
    ("How much memory does the card have?", "The card has 16 GB of memory.",
     "The card has 24 GB of memory."),
    ("What is the maximum sequence length?",
     "Texts longer than the maximum sequence length of 512 are cut.",
     "The maximum sequence length is 128 tokens."),
    ("What value of k is used in homework 5?", "In homework 5, $k = 5$ is used.",
     "Homework 5 uses $k=3$."),
    ("What is the standard number of folds?", "The standard number of folds is 10.",
     "Five is the standard number of folds."),
    ("What batch size fits?", "A batch size of **64** fits.", "A batch size of `32` fits."),
]  # fmt: skip
YES_NO = [
    ("Does dropout slow down training?", "Dropout slows down training.",
     "Dropout does not slow down training."),
    ("Is softmax used in the hidden layers?", "Softmax is never used in hidden layers.",
     "Softmax is often used in the hidden layers."),
    ("Does the model require labelled data?", "The model requires labelled data.",
     "The model requires no labelled data."),
    ("Is attendance mandatory?", "Attendance at the lectures is mandatory.",
     "Lecture attendance is optional."),
    ("Do LSTMs solve the exploding gradient problem?",
     "LSTMs solve the exploding gradient problem.",
     "It is false that LSTMs solve the exploding gradient problem."),
    ("Is PCA sensitive to scaling?", "PCA is sensitive to scaling.",
     "PCA is insensitive to scaling."),
    ("Is temporal information lost in a bag of words?",
     "Temporal information is lost in a bag of words.",
     "A bag of words does not lose temporal information."),
    ("Does increasing lambda increase the bias?",
     "Increasing lambda increases the bias and decreases the variance.",
     "Increasing lambda decreases the bias."),
    ("Is the GRU faster to train?", "The GRU is faster to train than the LSTM.",
     "The GRU is slower to train than the LSTM."),
    ("Do weights always shrink?", "Weights always shrink.", "Weights do not always shrink."),
]  # fmt: skip
ALIKE = [
    ("another subject", "How many layers are there?", "There are two layers in the encoder.",
     "There are three layers in the decoder."),
    ("another subject", "Is the perceptron linear?", "The perceptron is a linear classifier.",
     "The multilayer perceptron is not a linear classifier."),
    ("another subject", "How many parameters does VGG have?", "VGG-16 has 138 million parameters.",
     "VGG-19 has 144 million parameters."),
    ("another condition", "What is the sensitivity?",
     "The sensitivity was 87% at a threshold of 0.5.",
     "The sensitivity was 92% at a threshold of 0.3."),
    ("another condition", "Is accuracy a good metric?",
     "Accuracy is a good metric when classes are balanced.",
     "Accuracy is not a good metric when classes are imbalanced."),
    ("another condition", "What is the prevalence?",
     "The prevalence is 5% in the general population.", "In the ICU the prevalence is 20%."),
    ("another year", "How many beds are there?", "The hospital had 300 beds in 1990.",
     "The hospital had 450 beds in 2010."),
    ("without and with", "What AUC is reached?", "With augmentation an AUC of 0.91 is reached.",
     "Without augmentation an AUC of 0.86 is reached."),
    ("something else is counted", "How many labs are there?", "There are three labs.",
     "There are five lab assistants."),
    ("a part of it", "How many patients were there?", "Of the 1,200 patients, 300 died.",
     "The study had 1,200 patients."),
    ("the same in a range", "What is a normal heart rate?",
     "A normal heart rate is 60 to 100 beats per minute.",
     "A heart rate of 72 beats per minute is normal."),
    ("the same rounded", "What AUC is reached?", "An AUC of 0.873 is reached.",
     "An AUC of 0.87 is reached."),
    ("the same as a share", "What is the dropout rate?", "The dropout rate is 0.1.",
     "The dropout rate is 10%."),
    ("the same in other units", "How long is a segment?", "A segment is 10 seconds long.",
     "A segment is 10,000 ms long."),
    ("the same approximately", "How many patients are covered?", "It covers 46,520 patients.",
     "It covers more than 40,000 patients."),
    ("the same in other words", "Does it need labels?", "It does not need labels.",
     "It needs no labels."),
    ("the same turned round", "How does k change the variance?",
     "A larger k lowers the variance.", "A smaller k raises the variance."),
    ("an example", "Which weight decay is used?", "For example, a weight decay of 0.01 is used.",
     "A weight decay of 0.1 is used."),
    ("half a no", "Is L1 differentiable?", "L1 is not differentiable at zero.",
     "L1 is differentiable everywhere except at zero."),
    ("numbers of places", "Where are trees explained?", "Trees are explained in chapter 3.",
     "Trees are explained on slide 41."),
    ("not asked for", "Who introduced the GRU?", "The GRU was introduced in 2014.",
     "The GRU was introduced in 2016."),
    ("a quiz", "Is dropout linear?", "True or false: dropout is linear.", "Dropout isn't linear."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "a", "b"), NUMBERS)
def test_two_numbers_of_the_same_thing_disagree(question: str, a: str, b: str) -> None:
    assert disagree(tokens(a), tokens(b), tokens(question)) == "number"
    assert disagree(tokens(b), tokens(a), tokens(question)) == "number"


@pytest.mark.parametrize(("question", "a", "b"), YES_NO)
def test_a_yes_and_a_no_disagree(question: str, a: str, b: str) -> None:
    assert disagree(tokens(a), tokens(b), tokens(question)) == "yes or no"
    assert disagree(tokens(b), tokens(a), tokens(question)) == "yes or no"


@pytest.mark.parametrize(("why", "question", "a", "b"), ALIKE)
def test_what_only_looks_so_is_let_go(why: str, question: str, a: str, b: str) -> None:
    assert disagree(tokens(a), tokens(b), tokens(question)) is None, why
    assert disagree(tokens(b), tokens(a), tokens(question)) is None, why
