"""Which questions the default encoder takes for the same, as docs/gaps.md says."""

from pathlib import Path

import pytest

from tutor.conversations.same_question import SameQuestions
from tutor.retrieval.embedding import Encoder

pytestmark = [pytest.mark.model, pytest.mark.slow]

SAME = {
    ("What is reinforcement learning?", "explain reinforcement learning to me"): True,
    ("How do I install PyTorch?", "how to install pytorch on my laptop"): True,
    ("What is dropout?", "Can you explain dropout?"): True,
    ("What are diffusion models?", "How do diffusion models work?"): True,
    ("What is the capital of France?", "capital of france"): True,
    ("What is Adam's default learning rate?", "Which default learning rate has Adam?"): True,
    ("Who won the world cup?", "Which team won the world cup?"): True,
    ("What is quantum computing?", "Tell me about quantum computers"): False,
    ("Does the course cover federated learning?", "What is federated learning?"): False,
    ("When is the midterm?", "What day is the midterm exam?"): False,
    ("How do transformers handle long input?", "How can a transformer read long text?"): False,
    ("How is batch normalization computed?", "What's the formula for batch norm?"): False,
    ("Is the final open book?", "Can we use notes in the final exam?"): False,
}
OTHERS = {
    ("What is dropout?", "What is batch normalization?"): False,
    ("What is a GRU?", "What is an LSTM?"): False,
    ("What is precision?", "What is recall?"): False,
    ("How is AUC computed?", "How is the F1 score computed?"): False,
    ("When is the midterm?", "When is the final?"): False,
    ("What is federated learning?", "What is transfer learning?"): False,
    ("What is reinforcement learning?", "What is supervised learning?"): False,
    ("How do I install PyTorch?", "How do I install TensorFlow?"): False,
    ("What is the capital of France?", "What is the capital of Spain?"): False,
    ("Who invented backpropagation?", "How does backpropagation work?"): False,
    ("What is quantum computing?", "What is quantum mechanics?"): False,
    ("Why does dropout help?", "What is dropout?"): False,
    ("What is the midterm about?", "When is the midterm?"): False,
    ("Which dataset does homework 1 use?", "Which dataset does homework 2 use?"): False,
    ("What are the advantages of CNNs?", "What are the disadvantages of CNNs?"): True,
}


def test_what_asks_the_same_and_what_does_not(encoder_path: Path) -> None:
    same = SameQuestions(Encoder.load(encoder_path, "minilm").encode_query)
    found = {pair: len(same.grouped(pair)) == 1 for pair in {**SAME, **OTHERS}}
    assert found == {**SAME, **OTHERS}
