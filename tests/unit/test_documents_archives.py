"""An archive gives up its notes and nothing else: no bomb, no way out of it, no lie on sizes."""

import contextlib
import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.documents.archives import Archive, OpenArchives
from tutor.documents.failures import UnopenedNoteError, UnreadableNoteError
from tutor.documents.limits import Limits

PATH = Path("week 3.zip")
TEXT = b"# Note\n\nSome text.\n"


def entry(name: str, **attributes: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    for key, value in attributes.items():
        setattr(info, key, value)
    return info


def packed(
    *files: tuple[zipfile.ZipInfo | str, bytes], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data, compress_type=method)
    return stream.getvalue()


def opened(raw: bytes, **limits: float) -> Archive:
    return Archive(raw, PATH, Limits(**limits))  # type: ignore[arg-type]


def refusals(raw: bytes, **limits: float) -> dict[str, str | None]:
    return {member.name: member.refusal for member in opened(raw, **limits).members}


def changed(
    raw: bytes, at: int, layout: str, value: int, *, record: bytes = b"PK\x01\x02"
) -> bytes:
    """The archive with another number in the first record of its list."""
    start = raw.index(record) + at
    return raw[:start] + struct.pack(layout, value) + raw[start + struct.calcsize(layout) :]


def test_members_are_sorted_and_hidden_files_and_folders_left_out() -> None:
    names = ["b.md", "a/c.md", ".git/x.md", "a/.hidden.md", "__MACOSX/a/._c.md", "empty folder/"]
    archive = opened(packed(*((name, TEXT) for name in names)))
    assert [member.name for member in archive.members] == ["a/c.md", "b.md"]
    assert archive.read("a/c.md") == TEXT


@pytest.mark.parametrize("name", ["神经网络.md", "обучение.md", "R\u00e9seau.md", "ümlaut/ß.md"])
@pytest.mark.parametrize("flag", [True, False])
def test_names_in_any_script_are_understood_with_and_without_their_flag(
    name: str, flag: bool
) -> None:
    raw = packed((name, TEXT))
    if not flag:
        raw = raw.replace(struct.pack("<HH", 20, 0x800), struct.pack("<HH", 20, 0))
    archive = opened(raw)
    assert [member.name for member in archive.members] == [name]
    assert archive.read(name) == TEXT


def test_a_name_of_before_unicode_is_kept_in_its_own_letters() -> None:
    raw = packed(("xx.md", TEXT)).replace(b"xx.md", b"\x81b.md")
    assert [member.name for member in opened(raw).members] == ["üb.md"]
    assert opened(raw).read("üb.md") == TEXT


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd.md", "../x.md", "a/../../x.md", "C:/x.md", "C:\\x.md", "..\\x.md", "//s/x.md"],
)
def test_a_name_that_leads_out_of_the_archive_is_refused(name: str) -> None:
    info = entry("x")
    info.filename = name
    (refusal,) = refusals(packed((info, TEXT))).values()
    assert refusal == "its name leads out of the archive; pack it again without such names"


def test_names_with_needless_parts_and_backslashes_are_read() -> None:
    windows = entry("x")
    windows.filename = "week 1\\notes.md"
    archive = opened(packed(("./a.md", TEXT), ("b//./c.md", TEXT), (windows, TEXT)))
    assert [member.name for member in archive.members] == ["a.md", "b/c.md", "week 1/notes.md"]
    assert [archive.read(member.name) for member in archive.members] == [TEXT] * 3


def test_a_colon_does_not_make_a_title_a_drive() -> None:
    assert refusals(packed(("Week 1: introduction.md", TEXT))) == {"Week 1: introduction.md": None}


@pytest.mark.parametrize("name", ["a\x1b[2J.md", "a\nb.md", "a\x7f.md"])
def test_a_name_with_control_characters_is_refused(name: str) -> None:
    (refusal,) = refusals(packed((name, TEXT))).values()
    assert refusal == "its name is not valid text; rename it"


def test_a_member_without_a_name_is_refused() -> None:
    raw = packed(("x", TEXT)).replace(struct.pack("<HH", 1, 0) + b"x", struct.pack("<HH", 0, 0))
    at = raw.index(b"PK\x01\x02")
    raw = raw[: at + 28] + struct.pack("<H", 0) + raw[at + 30 : at + 46] + raw[at + 47 :]
    raw = raw[:-10] + struct.pack(
        "<LLH", len(raw) - 22 - raw.index(b"PK\x01\x02"), raw.index(b"PK\x01\x02"), 0
    )
    assert refusals(raw) == {".": "it has no name; pack it again"}


def test_of_two_members_of_one_name_the_first_is_read_and_the_second_listed() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        raw = packed(("a.md", TEXT), ("a.md", b"other"))
    archive = opened(raw)
    assert [member.refusal for member in archive.members] == [
        None,
        "the archive holds two files of this name; rename one of them",
    ]
    assert archive.read("a.md") == TEXT


def test_links_archives_and_empty_files_are_listed() -> None:
    link = entry("link.md", external_attr=0o120777 << 16, create_system=3)
    raw = packed((link, b"/etc/passwd"), ("more.zip", packed(("a.md", TEXT))), ("empty.md", b""))
    assert refusals(raw) == {
        "empty.md": "the file is empty; write something in it or remove it",
        "link.md": "it is a link, not a file; put a copy into the archive instead",
        "more.zip": "it is an archive within an archive; unpack it first",
    }


def test_an_encrypted_member_is_listed() -> None:
    raw = changed(packed(("a.md", TEXT)), 8, "<H", 1)
    assert refusals(raw) == {"a.md": "it is encrypted; pack it without a password"}


def test_a_member_that_only_its_own_header_calls_encrypted_does_no_harm() -> None:
    raw = changed(packed(("a.md", TEXT)), 6, "<H", 0x20, record=b"PK\x03\x04")
    assert opened(raw).read("a.md") == TEXT


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_to_thousands_of_times_their_size_are_refused(method: int) -> None:
    raw = packed(("a.md", b"a" * 1000), method=method)
    assert "can't be read; pack it as an ordinary zip" in (refusals(raw)["a.md"] or "")
    with pytest.raises(UnopenedNoteError, match="ordinary zip file"):
        opened(raw).read("a.md")


@pytest.mark.parametrize("method", [1, 6, 9, 93, 98, 65_535])
def test_an_unknown_method_is_refused(method: int) -> None:
    assert "ordinary zip file" in (
        refusals(changed(packed(("a.md", TEXT)), 10, "<H", method))["a.md"] or ""
    )


def test_a_bomb_is_refused_by_how_well_it_is_packed() -> None:
    (refusal,) = refusals(packed(("bomb.md", bytes(5_000_000)))).values()
    assert refusal is not None
    assert refusal.startswith("it is packed 1,0")
    assert "archive bombs" in refusal


def test_text_that_packs_well_is_no_bomb() -> None:
    assert refusals(packed(("table.md", b"| 0 | 0 |\n" * 99_000)))["table.md"] is None


def test_a_bomb_is_refused_by_what_it_unpacks_to() -> None:
    raw = packed(*((f"{i}.md", bytes(100_000)) for i in range(20)))
    with pytest.raises(UnreadableNoteError, match="unpacks to 2 MB and the limit is 1 MB"):
        opened(raw, archive_bytes=1_000_000)


def test_overlapping_members_unpack_to_no_more_than_the_limit() -> None:
    raw = packed(("a.md", bytes(400_000)))
    at, end = raw.index(b"PK\x01\x02"), raw.index(b"PK\x05\x06")
    records = [raw[at:end].replace(b"a.md", b"%04d" % i) for i in range(50)]
    directory = b"".join(records)
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 50, 50, len(directory), at, 0)
    with pytest.raises(UnreadableNoteError, match="unpacks to 20 MB"):
        opened(raw[:at] + directory + tail, archive_bytes=10_000_000)
    archive = opened(raw[:at] + directory + tail)
    with pytest.raises(UnopenedNoteError, match="damaged"):
        archive.read("0001")


def test_too_many_members_are_refused_before_they_are_looked_at() -> None:
    raw = packed(*((f"{i}.md", TEXT) for i in range(25)))
    for most in (2, 24):
        with pytest.raises(UnreadableNoteError, match=f"more than {most} files"):
            opened(raw, files=most)
    assert len(opened(raw, files=25).members) == 25


def test_a_member_beyond_the_size_of_a_file_is_refused() -> None:
    raw = packed(("a.md", bytes(2000)), method=zipfile.ZIP_STORED)
    assert "the limit is 0.0 MB; split it" in (refusals(raw, bytes=1000)["a.md"] or "")


@pytest.mark.parametrize("claimed", [1, 5, 50, 50_000])
def test_a_member_that_lies_about_its_size_is_not_read(claimed: int) -> None:
    raw = changed(packed(("a.md", bytes(1000))), 24, "<L", claimed)
    with pytest.raises(UnopenedNoteError, match="pack it again"):
        opened(raw).read("a.md")


def test_a_lie_about_the_size_costs_no_memory() -> None:
    raw = changed(packed(("a.md", bytes(50_000_000))), 24, "<L", 10)
    with pytest.raises(UnopenedNoteError, match="damaged"):
        opened(raw).read("a.md")


def test_damaged_bytes_are_refused_by_their_checksum() -> None:
    raw = packed(("a.md", TEXT), method=zipfile.ZIP_STORED).replace(b"Some", b"Same")
    with pytest.raises(UnopenedNoteError, match="it is damaged in the archive; pack it again"):
        opened(raw).read("a.md")


@pytest.mark.parametrize("raw", [b"", b"PK", b"PK\x03\x04 no archive", b"# Note\n" * 100])
def test_what_is_no_archive_is_said(raw: bytes) -> None:
    with pytest.raises(UnreadableNoteError, match="not a zip archive, or it is damaged"):
        opened(raw)


def test_an_archive_of_a_later_version_is_said() -> None:
    raw = changed(packed(("a.md", TEXT)), 6, "<H", 99)
    with pytest.raises(UnreadableNoteError, match="not a zip archive, or it is damaged"):
        opened(raw)


def test_an_archive_cut_short_anywhere_is_said() -> None:
    raw = packed(("a.md", TEXT), ("b.md", TEXT))
    for length in range(len(raw)):
        with pytest.raises(UnreadableNoteError):
            opened(raw[:length])


ARCHIVE = packed(("a.md", TEXT * 20), ("ü/b.pdf", b"%PDF" * 30), (".x/y", b"z"), ("c.zip", b"1"))


@given(st.lists(st.tuples(st.integers(0, len(ARCHIVE) - 1), st.integers(0, 255)), max_size=8))
def test_whatever_is_damaged_ends_in_a_sentence(changes: list[tuple[int, int]]) -> None:
    raw = bytearray(ARCHIVE)
    for at, value in changes:
        raw[at] = value
    try:
        archive = opened(bytes(raw))
    except UnreadableNoteError:
        return
    for member in archive.members:
        with contextlib.suppress(UnreadableNoteError):
            assert len(archive.read(member.name)) <= 1000


def test_a_member_that_is_gone_is_said() -> None:
    with pytest.raises(UnopenedNoteError, match="not in the archive any more"):
        opened(packed(("a.md", TEXT))).read("b.md")


def test_members_that_follow_each_other_open_their_archive_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    one.write_bytes(packed(("a.md", TEXT), ("b.md", b"b")))
    other.write_bytes(packed(("a.md", b"c")))
    read: list[str] = []
    read_bytes = Path.read_bytes

    def counted(path: Path) -> bytes:
        read.append(path.name)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", counted)
    archives = OpenArchives(Limits())
    assert [archives.read(one, "a.md"), archives.read(one, "b.md")] == [TEXT, b"b"]
    assert archives.read(other, "a.md") == b"c"
    assert read == ["one.zip", "other.zip"]


def test_an_archive_that_is_gone_or_damaged_is_said_of_its_member(tmp_path: Path) -> None:
    with pytest.raises(UnopenedNoteError, match="archive can't be opened"):
        OpenArchives(Limits()).read(tmp_path / "gone.zip", "a.md")
    (tmp_path / "bad.zip").write_bytes(b"PK")
    with pytest.raises(UnopenedNoteError, match="in its archive, it is not a zip"):
        OpenArchives(Limits()).read(tmp_path / "bad.zip", "a.md")
