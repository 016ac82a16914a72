"""Fifty questions that five chapters of a textbook answer, with what a right answer says.

The book is *Dive into Deep Learning* as it lies in the folder `shared` beside the repository. Each
question names the file that answers it. An answer counts as right when it has one of the phrases:
a coarse measure, the same for every program that is compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain


@dataclass(frozen=True, slots=True)
class TextbookQuestion:
    """One question and how its answer is known."""

    question: str
    phrases: tuple[str, ...]  # one of them is in a right answer, upper or lower case
    file: str  # below the textbook's folder

    def answered_by(self, text: str) -> bool:
        """Whether a text has one of the phrases; line breaks and upper case make no difference."""
        return has_phrase(text, self.phrases)


def has_phrase(text: str, phrases: Sequence[str]) -> bool:
    """Whether a text has one of the phrases, wherever its lines are broken."""
    low = " ".join(text.lower().split())
    return any(phrase.lower() in low for phrase in phrases)


def chosen(n: int) -> list[TextbookQuestion]:
    """The first n questions, one of each chapter in turn."""
    return list(chain.from_iterable(zip(*CHAPTERS, strict=True)))[:n]


def _chapter(folder: str, *rows: tuple[str, str, tuple[str, ...]]) -> list[TextbookQuestion]:
    return [
        TextbookQuestion(question, phrases, f"{folder}/{file}.md")
        for file, question, phrases in rows
    ]


CHAPTERS = (
    _chapter(
        "multilayer-perceptrons",
        ("dropout", "What does dropout do with neurons during training?", ("drop out", "zero")),
        (
            "mlp",
            "What does the ReLU function do with negative elements?",
            ("discard", "zero", "to 0"),
        ),
        ("mlp", "Into which interval does the sigmoid squash its inputs?", ("(0, 1)", "0 and 1")),
        ("mlp", "Into which interval does tanh squash its inputs?", ("-1$ and $1", "-1 and 1")),
        (
            "numerical-stability-and-init",
            "What is the vanishing gradient problem?",
            ("small",),
        ),
        (
            "numerical-stability-and-init",
            "After whom is Xavier initialization named?",
            ("Glorot", "first author"),
        ),
        ("backprop", "What does backpropagation calculate?", ("gradient",)),
        (
            "backprop",
            "Why does training need more memory than prediction?",
            ("intermediate",),
        ),
        (
            "generalization-deep",
            "What is early stopping?",
            ("validation", "epochs"),
        ),
        (
            "kaggle-house-price",
            "What is K-fold cross-validation useful for in the house price example?",
            ("model design", "hyperparameter", "model selection"),
        ),
    ),
    _chapter(
        "convolutional-neural-networks",
        (
            "why-conv",
            "What does translation invariance ask of the earliest layers of a network?",
            ("regardless of where", "same patch", "similarly"),
        ),
        ("why-conv", "What does the locality principle say?", ("local region", "distant")),
        (
            "conv-layer",
            "Which operation do convolutional layers really express?",
            ("cross-correlation",),
        ),
        (
            "conv-layer",
            "What is the receptive field of an element?",
            ("all the elements", "previous layers", "affect"),
        ),
        (
            "padding-and-strides",
            "What is padding added around the boundary of an image for?",
            ("pixels", "size"),
        ),
        (
            "padding-and-strides",
            "What is the stride of a convolution?",
            ("rows and columns", "slide"),
        ),
        (
            "channels",
            "On which dimension does the computation of a 1 x 1 convolution occur?",
            ("channel",),
        ),
        ("pooling", "What does max-pooling compute?", ("maximum", "max")),
        (
            "pooling",
            "How does the number of output channels of pooling compare with its input channels?",
            ("same", "unaltered", "equal"),
        ),
        ("lenet", "For which task was LeNet introduced?", ("handwritten",)),
    ),
    _chapter(
        "optimization",
        ("optimization-intro", "What is a saddle point?", ("vanish", "neither")),
        (
            "optimization-intro",
            "How does the goal of deep learning differ from the goal of optimization?",
            ("generalization", "finite amount of data"),
        ),
        ("convexity", "What does Jensen's inequality say?", ("expectation",)),
        (
            "gd",
            "What happens when the learning rate of gradient descent is too large?",
            ("diverge",),
        ),
        (
            "sgd",
            "What does stochastic gradient descent reduce at each iteration?",
            ("computational cost", "cost"),
        ),
        (
            "minibatch-sgd",
            "Why are minibatches more efficient than single observations?",
            ("vectoriz", "memory", "cache", "overhead"),
        ),
        ("momentum", "What does momentum replace gradients with?", ("average",)),
        ("adagrad", "What does Adagrad accumulate?", ("square", "variance")),
        (
            "adam",
            "What are common choices for the weighting parameters of Adam?",
            ("0.999",),
        ),
        (
            "lr-scheduler",
            "Why is a warmup period used for the learning rate?",
            ("random", "diverg"),
        ),
    ),
    _chapter(
        "recurrent-neural-networks",
        ("sequence", "What is an autoregressive model?", ("previous", "past", "itself")),
        ("text-sequence", "What is a token?", ("atomic", "indivisible")),
        (
            "text-sequence",
            "Which token stands for a value that is not in the vocabulary?",
            ("unk", "unknown"),
        ),
        ("text-sequence", "What are stop words?", ("common", "filtered out")),
        ("text-sequence", "What does Zipf's law say about words?", ("frequency", "frequencies")),
        (
            "language-model",
            "How is perplexity defined?",
            ("exponential", "geometric mean", "cross-entropy"),
        ),
        ("language-model", "What does Laplace smoothing add to counts?", ("small constant",)),
        (
            "rnn",
            "What does the hidden state of a recurrent network store?",
            ("historical", "sequence information", "history"),
        ),
        (
            "rnn-scratch",
            "What does gradient clipping prevent?",
            ("explo",),
        ),
        (
            "bptt",
            "What is truncated backpropagation through time?",
            ("approximat", "terminat"),
        ),
    ),
    _chapter(
        "attention-mechanisms-and-transformers",
        (
            "attention-scoring-functions",
            "Why is the dot product in attention rescaled by the square root of d?",
            ("variance",),
        ),
        (
            "attention-scoring-functions",
            "Which attention is used when queries and keys have different lengths?",
            ("additive",),
        ),
        (
            "queries-keys-values",
            "Why is the operation called attention?",
            ("particular attention", "significant", "weight"),
        ),
        (
            "bahdanau-attention",
            "How does Bahdanau attention treat the context variable?",
            ("dynamically", "updated", "attention pooling"),
        ),
        (
            "multihead-attention",
            "How are queries, keys and values transformed in multi-head attention?",
            ("linear projection", "linearly", "projections"),
        ),
        (
            "self-attention-and-positional-encoding",
            "Why is self-attention prohibitively slow for very long sequences?",
            ("quadratic",),
        ),
        (
            "self-attention-and-positional-encoding",
            "Which functions is the fixed positional encoding based on?",
            ("sine",),
        ),
        (
            "transformer",
            "What are the two sublayers of a Transformer encoder layer?",
            ("feed-forward", "self-attention"),
        ),
        ("vision-transformer", "Into what does a vision Transformer split an image?", ("patch",)),
        (
            "large-pretraining-transformers",
            "What is BERT pretrained with?",
            ("masked language model", "masked"),
        ),
    ),
)
