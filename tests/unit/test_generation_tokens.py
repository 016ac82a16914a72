"""Prompts become tokens as the model's template says, and tokens become whole characters."""

import json
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from tutor.errors import TutorError
from tutor.generation.base import Message
from tutor.generation.tokens import ChatTokenizer, end_ids, static_length

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SYSTEM = Message("system", "Answer from the notes. Say so when they are silent.")


def byte_tokenizer() -> Tokenizer:
    """One token a byte, so that every sign outside ASCII takes several."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({sign: i for i, sign in enumerate(alphabet)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    ends = ("<|im_start|>", "<|im_end|>", "<|endoftext|>")
    tokenizer.add_special_tokens([AddedToken(end, special=True) for end in ends])
    return tokenizer


def chat(template: str = CHATML) -> ChatTokenizer:
    return ChatTokenizer(byte_tokenizer(), template, {"eos_token": "<|im_end|>"})


def decoded(text: str) -> list[str]:
    decoder = chat().decoder()
    return [decoder.add(token) for token in byte_tokenizer().encode(text).ids]


@pytest.mark.parametrize("text", ["naïve café", "体温は三十八度", "🙂 ok 🧑‍⚕️", "Δ ≤ β"])
def test_no_piece_has_half_a_character(text: str) -> None:
    assert "".join(decoded(text)) == text
    assert not [piece for piece in decoded(text) if "\N{REPLACEMENT CHARACTER}" in piece]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_the_pieces_join_to_the_text(text: str) -> None:
    plain = text.replace("\N{REPLACEMENT CHARACTER}", "")
    assume("<|" not in plain)  # a template's own mark is no text
    assert "".join(decoded(plain)) == plain


def test_an_answer_that_ends_inside_a_character_ends_before_it() -> None:
    decoder = chat().decoder()
    assert "".join(decoder.add(token) for token in byte_tokenizer().encode("ok🙂").ids[:-1]) == "ok"


def test_half_of_a_surrogate_pair_in_a_question_is_a_question_mark() -> None:
    broken, mended = [Message("user", "what \udcff is")], [Message("user", "what ? is")]
    assert chat().encode(broken).ids == chat().encode(mended).ids


def test_special_tokens_are_not_text() -> None:
    assert "".join(decoded("a<|im_end|>b")) == "ab"


def test_the_prompt_is_the_template_s_up_to_the_answer() -> None:
    text = chat().render([SYSTEM, Message("user", "What is AUC?")])
    assert text.endswith("<|im_start|>user\nWhat is AUC?<|im_end|>\n<|im_start|>assistant\n")
    tokens = chat().encode([Message("user", "x")]).tokens
    assert tokens[0] == "<|im_start|>"


def test_signs_of_the_template_in_a_question_stay_text() -> None:
    assert "{{ 1 + 1 }}" in chat().render([Message("user", "What does {{ 1 + 1 }} print?")])


def test_what_depends_on_the_system_message_alone_is_the_same_before_every_question() -> None:
    kept = []
    for question in ("Why?", "What is a gradient?", SYSTEM.content):
        messages = [SYSTEM, Message("user", question)]
        encoding = chat().encode(messages)
        length = static_length(encoding, chat().render(messages), messages)
        kept.append(encoding.tokens[:length])
    assert kept[0] == kept[1] == kept[2]
    assert len(kept[0]) > 40


@pytest.mark.parametrize("messages", [[], [Message("user", "Why?")]])
def test_nothing_is_kept_without_a_system_message(messages: list[Message]) -> None:
    assert static_length(chat().encode(messages), chat().render(messages), messages) == 0


def test_an_answer_ends_at_any_of_the_known_end_tokens() -> None:
    assert chat().end_tokens() == ["<|endoftext|>", "<|im_end|>"]
    own = byte_tokenizer().token_to_id("<|im_start|>")
    assert "<|im_start|>" in chat().end_tokens([own])


def test_what_ends_other_models_answers_may_be_text_in_this_one() -> None:
    tokenizer = byte_tokenizer()
    tokenizer.add_tokens([AddedToken("</s>", special=False)])
    assert "</s>" not in ChatTokenizer(tokenizer, CHATML, {}).end_tokens()


def test_end_tokens_are_read_from_the_model_s_settings(tmp_path: Path) -> None:
    assert end_ids(tmp_path) == []
    for written, read in ((7, [7]), ([7, 8], [7, 8]), (None, [])):
        (tmp_path / "generation_config.json").write_text(json.dumps({"eos_token_id": written}))
        assert end_ids(tmp_path) == read


def test_a_folder_is_read_as_save_pretrained_wrote_it(tmp_path: Path) -> None:
    byte_tokenizer().save(str(tmp_path / "tokenizer.json"))
    settings = {"eos_token": {"content": "<|im_end|>"}, "chat_template": CHATML}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings))
    messages = [SYSTEM, Message("user", "Why?")]
    assert ChatTokenizer.from_folder(tmp_path).render(messages) == chat().render(messages)
    (tmp_path / "chat_template.jinja").write_text("{{ eos_token }}")
    assert ChatTokenizer.from_folder(tmp_path).render(messages) == "<|im_end|>"


def test_a_model_without_a_template_is_no_chat_model(tmp_path: Path) -> None:
    byte_tokenizer().save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "tokenizer_config.json").write_text("{}")
    with pytest.raises(TutorError, match="choose an instruction-tuned model"):
        ChatTokenizer.from_folder(tmp_path)


def test_a_template_may_refuse_and_may_ask_for_the_date() -> None:
    refusing = chat("{{ raise_exception('roles must alternate') }}")
    with pytest.raises(TutorError, match=r"refuses this conversation \(roles must alternate\)"):
        refusing.render([SYSTEM])
    assert len(chat("{{ strftime_now('%Y') }}").render([])) == 4
    assert chat("{{ messages | tojson }}").render([Message("user", "é")]) == (
        '[{"role": "user", "content": "é"}]'
    )


def test_a_template_without_system_messages_gets_it_in_the_first_question() -> None:
    template = (
        "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
        "{% for m in messages %}[{{ m.role }}] {{ m.content }}{% endfor %}"
    )
    messages = [Message("system", "Be brief."), Message("user", "Why?")]
    assert chat(template).render(messages) == "[user] Be brief.\n\nWhy?"


def test_a_template_that_is_no_template_is_said() -> None:
    with pytest.raises(TutorError, match="chat template can't be read"):
        chat("{% for %}")


def test_a_template_reaches_nothing_of_the_program() -> None:
    with pytest.raises(TutorError, match="refuses this conversation"):
        chat("{{ messages.__class__.__mro__ }}").render([SYSTEM])


@pytest.mark.parametrize("content", ["", "{", "{}", "[]"])
def test_a_broken_tokenizer_is_an_error_that_the_engines_turn_into_a_sentence(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "tokenizer_config.json").write_text('{"chat_template": "x"}')
    (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(ValueError, match=r"^tokenizer\.json: "):
        ChatTokenizer.from_folder(tmp_path)
