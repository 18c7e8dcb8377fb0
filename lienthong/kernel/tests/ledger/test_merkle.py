"""The tree against the definition of RFC 6962, and the shapes the RFC draws for seven leaves."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.kernel.ledger import merkle
from lienthong.kernel.ledger.merkle import Frontier, leaf_hash, node_hash

LEAVES = [leaf_hash(f"leaf {n}".encode()) for n in range(300)]
sizes = st.integers(min_value=1, max_value=300)


def h(text: str) -> bytes:
    return sha256(bytes.fromhex(text)).digest()


def test_hashes_are_those_of_the_rfc() -> None:
    assert merkle.EMPTY_ROOT.hex() == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
    assert leaf_hash(b"").hex() == (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    assert leaf_hash(b"L123456") == h("00" + b"L123456".hex())
    assert node_hash(b"N123", b"N456") == h("01" + b"N123N456".hex())


def test_seven_leaves_drawn_by_hand() -> None:
    """The tree of RFC 6962 section 2.1.3: h = ((a b)(c d)) ((e f) j), with its proofs."""
    a, b, c, d, e, f, j = LEAVES[:7]
    g, h2, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, l2 = node_hash(g, h2), node_hash(i, j)
    subtree = merkle.subtree_of(LEAVES[:7])
    root = node_hash(k, l2)

    assert Frontier().extend(LEAVES[:7]) == Frontier(7, (k, i, j))
    assert Frontier().extend(LEAVES[:7]).root() == merkle.root_of(LEAVES[:7]) == root

    assert merkle.inclusion_path(0, 7, subtree) == [b, h2, l2]
    assert merkle.inclusion_path(3, 7, subtree) == [c, g, l2]
    assert merkle.inclusion_path(4, 7, subtree) == [f, j, k]
    assert merkle.inclusion_path(6, 7, subtree) == [i, k]

    assert merkle.consistency_path(3, 7, subtree) == [c, d, g, l2]
    assert merkle.consistency_path(4, 7, subtree) == [l2]
    assert merkle.consistency_path(6, 7, subtree) == [i, j, k]


@settings(deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=40), max_size=12))
def test_root_by_frontier_is_root_by_definition(batches: list[int]) -> None:
    tree, done = Frontier(), 0
    for batch in batches:
        tree = tree.extend(LEAVES[i % 300] for i in range(done, done + batch))
        done += batch
        assert tree.size == done
        assert tree.root() == merkle.root_of([LEAVES[i % 300] for i in range(done)])


@settings(deadline=None)
@given(st.data())
def test_a_proof_of_inclusion_holds_and_nothing_else_does(data: st.DataObject) -> None:
    size = data.draw(sizes)
    index = data.draw(st.integers(0, size - 1))
    leaves = LEAVES[:size]
    root = merkle.root_of(leaves)
    path = merkle.inclusion_path(index, size, merkle.subtree_of(leaves))
    assert len(path) <= (size - 1).bit_length()
    assert merkle.includes(index, size, leaves[index], path, root)

    other = data.draw(st.integers(0, 299).filter(lambda n: n != index))
    assert not merkle.includes(index, size, LEAVES[other], path, root)
    assert not merkle.includes(other, size, leaves[index], path, root)
    assert not merkle.includes(index, size, leaves[index], [*path, LEAVES[other]], root)
    for n in range(len(path)):
        assert not merkle.includes(index, size, leaves[index], path[:n] + path[n + 1 :], root)
        bent = [*path[:n], LEAVES[299], *path[n + 1 :]]
        assert bent == path or not merkle.includes(index, size, leaves[index], bent, root)


@settings(deadline=None)
@given(st.data())
def test_a_proof_of_consistency_holds_and_nothing_else_does(data: st.DataObject) -> None:
    new = data.draw(sizes)
    old = data.draw(st.integers(1, new))
    old_root, new_root = merkle.root_of(LEAVES[:old]), merkle.root_of(LEAVES[:new])
    path = merkle.consistency_path(old, new, merkle.subtree_of(LEAVES[:new]))
    assert merkle.extends(old, old_root, new, new_root, path)

    rewritten = list(LEAVES[:new])
    at = data.draw(st.integers(0, old - 1))
    rewritten[at] = leaf_hash(b"another")
    forged = merkle.consistency_path(old, new, merkle.subtree_of(rewritten))
    assert not merkle.extends(old, old_root, new, merkle.root_of(rewritten), forged)
    assert not merkle.extends(old, old_root, new, merkle.root_of(rewritten), path)
    assert not merkle.extends(old, old_root, new, new_root, [*path, old_root])
    assert not path or not merkle.extends(old, old_root, new, new_root, path[:-1])


@settings(deadline=None)
@given(st.data())
def test_a_subtree_is_found_from_any_frontier_inside_it(data: st.DataObject) -> None:
    """What proofs from the database rest on: `queries` asks for exactly such ranges."""
    size = data.draw(sizes)
    asked: list[tuple[int, int]] = []

    def subtree(start: int, end: int) -> bytes:
        asked.append((start, end))
        return merkle.root_of(LEAVES[start:end])

    merkle.inclusion_path(data.draw(st.integers(0, size - 1)), size, subtree)
    merkle.consistency_path(data.draw(st.integers(1, size)), size, subtree)
    for start, end in asked:
        known = data.draw(st.integers(start + 1, end))
        if not merkle.folds_apart(start, known):
            assert known == end
            with pytest.raises(ValueError, match="folded into"):
                Frontier().extend(LEAVES[:known]).since(start)
            continue
        part = Frontier().extend(LEAVES[:known]).since(start)
        assert part.extend(LEAVES[known:end]).root() == merkle.root_of(LEAVES[start:end])


def test_impossible_questions_are_refused() -> None:
    subtree = merkle.subtree_of(LEAVES)
    for index, size in [(0, 0), (-1, 3), (3, 3)]:
        with pytest.raises(ValueError, match="not in a tree"):
            merkle.inclusion_path(index, size, subtree)
        assert not merkle.includes(index, size, LEAVES[0], [], LEAVES[0])
    for old, new in [(0, 3), (4, 3)]:
        with pytest.raises(ValueError, match="no consistency proof"):
            merkle.consistency_path(old, new, subtree)
        assert not merkle.extends(old, LEAVES[0], new, LEAVES[0], [])
    with pytest.raises(ValueError, match="no frontier"):
        Frontier(3, (LEAVES[0],))
