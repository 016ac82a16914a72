"""The bundled course notes are well formed, and what they calculate is right.

Numbers are computed here from each example's inputs, written the way the notes write them, and
looked up in the notes, so a wrong figure in the notes fails a test.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

TESTS = Path(__file__).resolve().parent
COURSE = TESTS.parent / "corpus" / "deep-learning-for-healthcare"
QUESTIONS = TESTS / "data" / "course_questions.jsonl"

INTRODUCTION = "01-introduction.md"
HEALTH_DATA = "02-health-data.md"
BASICS = "03-machine-learning-basics.md"
NETWORKS = "04-deep-neural-networks.md"
THREAD = "midterm-prep-thread.txt"

SUMMARIES = sorted(path.name for path in COURSE.glob("*-summary.md"))
NOTES = sorted({path.name for path in COURSE.glob("*.md")} - set(SUMMARIES))
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
CODE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def split(name: str) -> tuple[dict[str, Any], str]:
    """Return a file's front matter and its body."""
    text = (COURSE / name).read_text(encoding="utf-8")
    start, front, body = text.split("---\n", 2)
    assert start == "", f"{name} does not start with front matter"
    return yaml.safe_load(front), body


def rows(*, answerable: bool) -> list[dict[str, Any]]:
    """Return the course questions that can, or cannot, be answered."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["answerable"] is answerable]


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def tuple_of(values: Any) -> str:
    """Write numbers as the notes do: four decimals, in brackets."""
    return "(" + ", ".join(f"{value:.4f}" for value in values) + ")"


def assert_states(name: str, *statements: str) -> None:
    """Fail with every statement that the notes lack, not with the first one only."""
    text = (COURSE / name).read_text(encoding="utf-8")
    missing = [statement for statement in statements if statement not in text]
    assert not missing, f"{name} lacks {missing}"


def test_every_chapter_comes_with_a_summary_and_nothing_else() -> None:
    """Every file of the folder is indexed, so a stray one would be cited."""
    assert {INTRODUCTION, HEALTH_DATA, BASICS, NETWORKS} <= set(NOTES)
    assert sorted(name.replace(".md", "-summary.md") for name in NOTES) == SUMMARIES
    assert sorted(path.name for path in COURSE.iterdir()) == sorted(NOTES + SUMMARIES)
    assert all(re.match(r"\d\d-[a-z]", name) for name in NOTES)


@pytest.mark.parametrize("name", NOTES + SUMMARIES)
def test_front_matter_names_the_chapter(name: str) -> None:
    """Citations take the title, course and chapter from the front matter."""
    front, _ = split(name)
    assert set(front) == {"title", "course", "chapter", "kind", "licence"}
    assert front["title"]
    assert front["course"] == "Deep Learning for Healthcare"
    assert front["chapter"] == int(name[:2])
    assert front["kind"] == ("summary" if name in SUMMARIES else "notes")
    assert front["licence"] == "CC BY 4.0"


@pytest.mark.parametrize("name", NOTES + SUMMARIES)
def test_headings_locate_one_passage_each(name: str) -> None:
    """A heading is a citation's locator, so the title comes first and no heading repeats."""
    _, body = split(name)
    headings = re.findall(r"^(#+) (.+)$", CODE.sub("", body), flags=re.MULTILINE)
    assert body.startswith("# ")
    assert [level for level, _ in headings].count("#") == 1
    titles = [title for _, title in headings]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("name", NOTES)
def test_notes_have_mistakes_and_sources(name: str) -> None:
    """Each chapter warns of common mistakes and says where its facts come from."""
    _, body = split(name)
    assert re.search(r"^## Common mistakes ", body, flags=re.MULTILINE)
    assert re.search(r"^## Sources$", body, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [(name, 900, 1500) for name in NOTES] + [(name, 200, 300) for name in SUMMARIES],
)
def test_word_count(name: str, least: int, most: int) -> None:
    """Chapters and summaries keep their length, with and without formulas, code and table bars."""
    _, body = split(name)
    prose = FORMULA.sub("", CODE.sub("", body)).replace("|", " ")
    assert len(body.split()) <= most
    assert len(re.findall(r"\S*\w\S*", prose)) >= least


@pytest.mark.parametrize("name", NOTES + SUMMARIES)
def test_formulas_are_closed(name: str) -> None:
    """An unpaired dollar sign or brace would swallow the prose after it when rendered."""
    _, body = split(name)
    formulas = FORMULA.findall(body)
    assert "$" not in FORMULA.sub("", body)
    assert body.count("$$") % 2 == 0
    for formula in formulas:
        assert formula.count("{") == formula.count("}"), formula
        opened, closed = (re.findall(rf"\\{word}\b", formula) for word in ("left", "right"))
        assert len(opened) == len(closed), formula
        assert formula.count(r"\begin{") == formula.count(r"\end{"), formula


@pytest.mark.parametrize("name", NOTES)
def test_chapter_is_plain_in_tone(name: str) -> None:
    """The notes teach in plain sentences: no exclamation marks."""
    _, body = split(name)
    assert "!" not in body


@pytest.mark.parametrize("name", [BASICS, NETWORKS])
def test_code_block_prints_what_its_comment_says(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A student who runs the code gets the output that the notes show."""
    _, body = split(name)
    (code,) = CODE.findall(body)
    exec(compile(code, name, "exec"), {})
    (promised,) = re.findall(r"print\(.*\)  # (.+)$", code, flags=re.MULTILINE)
    assert capsys.readouterr().out.split() == promised.split()


def numeric(side: str) -> Any:
    """Work out one side of an equation, or return None if it has symbols in it."""
    for latex, code in [
        (r"\\ln ([\d.]+)", r"log(\1)"),
        (r"\\sqrt\{([^}]+)\}", r"sqrt(\1)"),
        (r"\\sigma", "sigmoid"),
        (r"\\times", "*"),
        (r"\{,\}", ""),
        (r"\((-?[\d.]+(?:, -?[\d.]+)+)\)", r"array([\1])"),
    ]:
        side = re.sub(latex, code, side)
    symbols = set(re.findall(r"[a-zA-Z_\\^{}]+", side)) - {"log", "sqrt", "sigmoid", "array"}
    if symbols or "[0, " in side or "[1, " in side:
        return None
    return eval(side, {"log": np.log, "sqrt": np.sqrt, "sigmoid": sigmoid, "array": np.array})


@pytest.mark.parametrize(
    ("name", "least"), [(INTRODUCTION, 1), (HEALTH_DATA, 1), (BASICS, 10), (NETWORKS, 12)]
)
def test_equations_between_numbers_hold(name: str, least: int) -> None:
    """Both sides of every equation in numbers agree to the digits that its right side shows."""
    checked = 0
    for formula in FORMULA.findall(split(name)[1]):
        sides = formula.strip("$").split(" = ")
        for left, right in pairwise(sides):
            values = numeric(left), numeric(right)
            if any(value is None for value in values):
                continue
            decimals = max((len(d) for d in re.findall(r"\.(\d+)", right)), default=0)
            tolerance = 0.5 * 10**-decimals + 2e-5  # the left side's numbers are rounded too
            assert np.allclose(*values, rtol=0, atol=tolerance), formula
            checked += 1
    assert checked >= least


def test_electrocardiogram_size() -> None:
    """Chapter 1's volume example multiplies leads, seconds and sampling rate."""
    size = f"{12 * 10 * 500:,}".replace(",", "{,}")
    assert_states(INTRODUCTION, rf"$12 \times 10 \times 500 = {size}$")


def test_lactate_series_fills_masks_and_gaps() -> None:
    """Chapter 2's table follows its own definitions of carrying forward, mask and time gap."""
    observed = {0: 2.0, 3: 4.0, 5: 3.0}
    mask = [int(hour in observed) for hour in range(6)]
    filled: list[float] = []
    gaps: list[int] = []
    for hour in range(6):
        filled.append(observed[hour] if mask[hour] else filled[-1])
        gaps.append(0 if hour == 0 else 1 + (0 if mask[hour - 1] else gaps[-1]))
    assert_states(
        HEALTH_DATA,
        "lactate is measured as 2.0 at hour 0, 4.0 at hour 3 and 3.0 at hour 5",
        "| Carried forward | " + " | ".join(f"{value:.1f}" for value in filled) + " |",
        "| Mask | " + " | ".join(map(str, mask)) + " |",
        "| Time gap | " + " | ".join(map(str, gaps)) + " |",
        f"The mean of the three observed lactate values is {np.mean(list(observed.values())):.1f}",
    )


def test_multi_hot_visits() -> None:
    """Chapter 2's visit vectors, union and similarity follow from its vocabulary."""
    text = (COURSE / HEALTH_DATA).read_text(encoding="utf-8")
    (listed,) = re.findall(r"Take the vocabulary, in order: (.+)\.$", text, flags=re.MULTILINE)
    vocabulary = [entry.split()[0] for entry in listed.split("), ")]
    first = np.array([int(code in {"E11.9", "I10", "Z79.4"}) for code in vocabulary])
    second = np.array([int(code in {"I10", "I50.9", "N18.9"}) for code in vocabulary])
    union, shared = first | second, int(first @ second)
    assert len(vocabulary) == 6
    assert_states(
        HEALTH_DATA,
        f"- Visit A with E11.9, I10 and Z79.4 becomes ${first.tolist()}$.",
        f"- Visit B with I10, I50.9 and N18.9 becomes ${second.tolist()}$.",
        f"becomes ${union.tolist()}$, with {union.sum()} distinct codes",
        f"The dot product of visits A and B is {shared}",
        f"${shared}/{union.sum()} = {shared / union.sum():.1f}$",
    )
    assert_states("02-health-data-summary.md", f"${first.tolist()}$")


def test_safe_harbor_lists_every_identifier() -> None:
    """Chapter 2 promises 18 identifiers, and its numbered list has that many."""
    _, body = split(HEALTH_DATA)
    assert re.findall(r"^(\d+)\. ", body, flags=re.MULTILINE) == [str(i) for i in range(1, 19)]


def test_logistic_regression_step() -> None:
    """Chapter 3's gradient step: score, probability, loss, gradient and update."""
    x, y, w, b, rate = np.array([1.0, 2.0]), 1.0, np.array([0.5, -0.25]), 0.1, 0.1
    score = w @ x + b
    p = sigmoid(score)
    gradient, w, b = (p - y) * x, w - rate * (p - y) * x, b - rate * (p - y)
    after = w @ x + b
    p_after = sigmoid(after)
    assert_states(
        BASICS,
        "$x = (1, 2)$ and $y = 1$, weights $w = (0.5, -0.25)$, bias $b = 0.1$ and learning rate "
        r"$\eta = 0.1$",
        rf"$z = 0.5 \times 1 - 0.25 \times 2 + 0.1 = {score:.1f}$",
        rf"\sigma({score:.1f}) = {p:.4f}$",
        rf"$-\ln {p:.4f} = {-np.log(p):.4f}$",
        f"y = {p - y:.4f}$, so the weight gradient is ${tuple_of(gradient)}$",
        f"the bias gradient is ${p - y:.4f}$",
        f"$w = {tuple_of(w)}$ and $b = {b:.4f}$",
        f"the score is {after:.4f}, the probability is {p_after:.4f}",
        f"the loss is {-np.log(p_after):.4f}",
    )


def test_softmax_and_penalties() -> None:
    """Chapter 3's softmax, cross-entropy, L1 and L2 examples."""
    exponentials = np.exp([2, 1, 0])
    p = exponentials / exponentials.sum()
    w = np.array([3, -4])
    assert_states(
        BASICS,
        f"softmax gives ${tuple_of(p)}$",
        f"the categorical cross-entropy is {-np.log(p[0]):.4f}",
        f"the L2 penalty is {0.1 * (w**2).sum():.1f}",
        f"the L1 penalty is {0.1 * np.abs(w).sum():.1f}",
    )


def test_batches_and_folds() -> None:
    """Chapter 3's counts of updates per epoch and of patients per fold."""
    assert_states(
        BASICS,
        f"10,000 examples with a mini-batch size of 100 give {10_000 // 100} updates",
        f"With 500 patients and $k = 5$, each fold trains on {500 - 500 // 5} patients "
        f"and validates on {500 // 5}.",
    )


def test_confusion_matrix() -> None:
    """Chapter 3's screening test: every metric from the same four counts."""
    tp, fn, fp, tn = 80, 20, 90, 810
    total = tp + fn + fp + tn
    assert_states(
        BASICS,
        f"The counts are TP = {tp}, FN = {fn}, FP = {fp} and TN = {tn}.",
        f"- Accuracy is ${tp + tn}/{total} = {(tp + tn) / total:.3f}$.",
        f"- Precision is ${tp}/{tp + fp} = {tp / (tp + fp):.3f}$.",
        f"- Recall is ${tp}/{tp + fn} = {tp / (tp + fn):.3f}$.",
        f"- Specificity is ${tn}/{tn + fp} = {tn / (tn + fp):.3f}$.",
        f"- F1 is ${2 * tp}/{2 * tp + fp + fn} = {2 * tp / (2 * tp + fp + fn):.3f}$.",
        f"Calling every patient healthy would score {(tn + fp) / total:.3f} accuracy",
    )


def test_roc_auc_and_average_precision() -> None:
    """Chapter 3's ranking example, by counting pairs and by walking down the ranking."""
    positive, negative = [0.9, 0.6, 0.4], [0.7, 0.3, 0.2]
    pairs = [high > low for high in positive for low in negative]
    ranking = sorted([(s, 1) for s in positive] + [(s, 0) for s in negative], reverse=True)
    hits = np.cumsum([label for _, label in ranking])
    precisions = [hits[rank] / (rank + 1) for rank, (_, label) in enumerate(ranking) if label]
    assert precisions == pytest.approx([1, 2 / 3, 3 / 4])
    assert_states(
        BASICS,
        "three positive patients score 0.9, 0.6 and 0.4, and three negative patients score 0.7, "
        "0.3 and 0.2",
        f"Of the {len(pairs)} positive-negative pairs, {sum(pairs)} are ranked correctly",
        f"the ROC AUC is ${sum(pairs)}/{len(pairs)} = {np.mean(pairs):.3f}$",
        "the precisions at the three positives are $1$, $2/3$ and $3/4$",
        f"average precision is {np.mean(precisions):.3f}",
    )


def test_regression_metrics() -> None:
    """Chapter 3's length-of-stay errors."""
    truth, guess = np.array([3, 5, 8]), np.array([4, 5, 5])
    mse = ((truth - guess) ** 2).mean()
    assert_states(
        BASICS,
        "For stays of 3, 5 and 8 days predicted as 4, 5 and 5 days",
        f"MAE is {np.abs(truth - guess).mean():.3f}, MSE is {mse:.3f}, RMSE is {np.sqrt(mse):.3f} "
        f"and $R^2$ is {1 - mse / truth.var():.3f}",
    )


def test_k_means_and_pca() -> None:
    """Chapter 3's clustering steps and explained variance."""
    values, centroids = np.array([2.0, 4, 10, 12]), np.array([2.0, 4])
    history = []
    for _ in range(3):
        nearest = np.abs(values[:, None] - centroids).argmin(axis=1)
        centroids = np.array([values[nearest == k].mean() for k in range(2)])
        history.append(centroids)
    assert history[1].tolist() == history[2].tolist()
    eigenvalues = [6, 3, 1]
    assert_states(
        BASICS,
        "For the values 2, 4, 10 and 12 with starting centroids 2 and 4",
        "If the eigenvalues are 6, 3 and 1",
        f"so the centroids become {history[0][0]:.0f} and {history[0][1]:.3f}",
        f"the final centroids are {history[1][0]:.0f} and {history[1][1]:.0f}",
        f"$9/10 = {sum(eigenvalues[:2]) / sum(eigenvalues):.1f}$ of the variance",
    )


def test_backpropagation_by_hand() -> None:
    """Chapter 4's example: the forward pass, every gradient, and the loss after the update."""
    x, y, rate = np.array([1.0, 0.5]), 1.0, 0.5
    w, b = np.array([[0.2, 0.4], [-0.3, 0.1]]), np.array([0.0, 0.1])
    v, c = np.array([0.5, -0.4]), 0.2
    z = w @ x + b
    h = sigmoid(z)
    out = v @ h + c
    p = sigmoid(out)
    error = p - y
    hidden = error * v * h * (1 - h)
    by_hand = [error * h, hidden, np.outer(hidden, x)]
    new_v, new_c = v - rate * error * h, c - rate * error
    new_w, new_b = w - rate * by_hand[2], b - rate * hidden
    p_after = sigmoid(new_v @ sigmoid(new_w @ x + new_b) + new_c)
    assert_states(
        NETWORKS,
        "$x = (1, 0.5)$ and $y = 1$. The hidden weights are $(0.2, 0.4)$ with bias 0 for neuron 1 "
        "and $(-0.3, 0.1)$ with bias 0.1 for neuron 2. The output weights are $(0.5, -0.4)$ with "
        "bias 0.2, and the learning rate is 0.5.",
        f"= {z[0]:.1f}$ and $z_2 = -0.3 + 0.05 + 0.1 = {z[1]:.2f}$",
        rf"$h_1 = \sigma(0.4) = {h[0]:.4f}$ and $h_2 = \sigma(-0.15) = {h[1]:.4f}$",
        f"+ 0.2 = {out:.4f}$",
        rf"\sigma({out:.4f}) = {p:.4f}$, with loss $-\ln {p:.4f} = {-np.log(p):.4f}$",
        rf"$\delta = {p:.4f} - 1 = {error:.4f}$",
        rf"${error:.4f} \times {tuple_of(h)} = {tuple_of(by_hand[0])}$",
        f"(1 - {h[0]:.4f}) = {hidden[0]:.4f}$",
        f"(1 - {h[1]:.4f}) = {hidden[1]:.4f}$",
        f"neuron 1 gets ${tuple_of(by_hand[2][0])}$ and neuron 2 gets ${tuple_of(by_hand[2][1])}$",
        f"the output weights become ${tuple_of(new_v)}$ and the output bias becomes {new_c:.4f}",
        f"prediction is {p_after:.4f} and its loss is {-np.log(p_after):.4f}",
    )


def test_backpropagation_gradient_is_the_slope_of_the_loss() -> None:
    """Chapter 4's stated hidden gradients agree with nudging each weight, chain rule aside."""

    def loss(w: Any) -> float:
        h = sigmoid(w @ np.array([1.0, 0.5]) + np.array([0.0, 0.1]))
        return float(-np.log(sigmoid(np.array([0.5, -0.4]) @ h + 0.2)))

    w, step = np.array([[0.2, 0.4], [-0.3, 0.1]]), 1e-5
    slopes = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        nudge = np.zeros_like(w)
        nudge[index] = step
        slopes[index] = (loss(w + nudge) - loss(w - nudge)) / (2 * step)
    assert_states(
        NETWORKS,
        f"neuron 1 gets ${tuple_of(slopes[0])}$ and neuron 2 gets ${tuple_of(slopes[1])}$",
    )


def test_activation_slopes_and_vanishing_factor() -> None:
    """Chapter 4's largest slopes, and what ten sigmoid layers leave of a gradient."""
    z = np.linspace(-6, 6, 1201)
    steepest = (sigmoid(z) * (1 - sigmoid(z))).max()
    digits, power = f"{steepest**10:.1e}".split("e")
    assert_states(
        NETWORKS,
        f"sigmoid derivative is largest at $z = 0$, where it equals {steepest:.2f}",
        f"tanh derivative is largest at $z = 0$, where it equals {(1 - np.tanh(z) ** 2).max():.0f}",
        rf"${steepest:.2f}^{{10}} \approx {digits} \times 10^{{{int(power)}}}$",
    )


def test_initialisation_momentum_and_dropout() -> None:
    """Chapter 4's small examples of He's deviation, momentum's terms and inverted dropout."""
    terms = [0.0]
    for _ in range(300):
        terms.append(0.9 * terms[-1] + 1)
    assert_states(
        NETWORKS,
        rf"$\sqrt{{2/1000}} = {np.sqrt(2 / 1000):.4f}$",
        f"the momentum terms are {terms[1]:.0f}, {terms[2]:.1f} and {terms[3]:.2f}, "
        f"and the limit is {terms[-1]:.0f}",
        f"a kept activation of 0.8 becomes {0.8 / (1 - 0.5):.1f}",
    )


def test_readmission_network_parameters_and_loss() -> None:
    """Chapter 4's parameter table adds up, and so do its predicted risk and loss."""
    sizes = [1000, 64, 32, 1]
    layers = list(pairwise(sizes))
    weights, biases = [n * m for n, m in layers], [m for _, m in layers]
    total = sum(weights) + sum(biases)
    table = [f"| {n:,} to {m} | {n * m:,} | {m} | {n * m + m:,} |" for n, m in layers]
    risk = sigmoid(0.2)
    assert_states(
        NETWORKS,
        *table,
        f"| Total | {sum(weights):,} | {sum(biases)} | {total:,} |",
        f"has {total:,} parameters, and about {(weights[0] + biases[0]) / total:.0%}".replace(
            "%", " percent"
        ),
        rf"$\sigma(0.2) = {risk:.3f}$",
        rf"$-\ln {risk:.3f} = {-np.log(risk):.3f}$",
    )
    assert_states("04-deep-neural-networks-summary.md", f"has {total:,} parameters")


def test_question_file_is_complete() -> None:
    """20 answerable and 10 unanswerable questions, each with its own id and wording."""
    answerable, others = rows(answerable=True), rows(answerable=False)
    every = answerable + others
    assert (len(answerable), len(others)) == (20, 10)
    assert len({row["id"] for row in every}) == len({row["question"] for row in every}) == 30
    keys = {"id", "question", "answerable", "documents", "must_contain"}
    assert all(set(row) == keys for row in every)
    assert all(row["documents"] and row["must_contain"] for row in answerable)
    assert all(group for row in answerable for group in row["must_contain"])
    assert all(row["documents"] == row["must_contain"] == [] for row in others)
    named = {document for row in answerable for document in row["documents"]}
    assert named <= {*NOTES, *SUMMARIES, THREAD}
    assert {INTRODUCTION, HEALTH_DATA, BASICS, NETWORKS} <= named


@pytest.mark.parametrize(
    "row",
    [row for row in rows(answerable=True) if row["documents"] != [THREAD]],
    ids=lambda row: row["id"],
)
def test_named_documents_answer_the_question(row: dict[str, Any]) -> None:
    """Every chapter file that counts as a right citation holds the words of a right answer."""
    for name in row["documents"]:
        if name == THREAD:  # the forum thread is not part of the repository
            continue
        _, body = split(name)
        text = body.lower()
        for group in row["must_contain"]:
            assert any(phrase.lower() in text for phrase in group), f"{name} lacks {group}"


@pytest.mark.parametrize(
    "term",
    [
        r"RETAIN",
        r"word2vec",
        r"negative sampl",
        r"\bGANs?\b",
        r"minimax",
        r"IDx",
        r"Kipf",
        r"\d mg\b",
    ],
)
def test_notes_stay_silent_on_what_the_unanswerable_questions_ask(term: str) -> None:
    """A near-miss question is only unanswerable while no chapter covers its subject."""
    for name in NOTES + SUMMARIES:
        assert not re.search(term, split(name)[1]), f"{name} mentions {term}"
