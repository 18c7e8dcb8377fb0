"""The Merkle tree of RFC 6962: hashes, the frontier, proofs. Plain bytes, no database.

A leaf's index counts from 0, as in the RFC; the ledger's `seq` counts from 1 (index = seq - 1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

Subtree = Callable[[int, int], bytes]
"""The hash over the leaves [start, end), never empty: how a proof asks for its parts."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf (RFC 6962, section 2.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node (RFC 6962, section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two smaller than `size` (at least 2): where the tree is cut in two."""
    return 1 << ((size - 1).bit_length() - 1)


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes by the definition: slow, short, what the rest is tested against."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node_hash(root_of(leaves[:k]), root_of(leaves[k:]))


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree folded to its perfect subtrees, largest first: one hash per bit set in `size`.

    All that is needed to grow the tree and to know its root; a million leaves are seven hashes.
    """

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.nodes) != self.size.bit_count():
            raise ValueError(f"{len(self.nodes)} nodes are no frontier of {self.size} leaves")

    def extend(self, leaves: Iterable[bytes]) -> Frontier:
        """The tree with these leaf hashes appended: about one hash per leaf."""
        stack, size = list(self.nodes), self.size
        for leaf in leaves:
            node, full = leaf, size
            while full & 1:  # a perfect subtree of this height stands to the left: they merge
                node = sha256(b"\x01" + stack.pop() + node).digest()
                full >>= 1
            stack.append(node)
            size += 1
        return Frontier(size, tuple(stack))

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self.nodes:
            return EMPTY_ROOT
        root = self.nodes[-1]
        for node in reversed(self.nodes[:-1]):
            root = node_hash(node, root)
        return root

    def since(self, start: int) -> Frontier:
        """The part over the leaves [start, size), where `start` begins a subtree not yet full.

        A full one may be folded into its left neighbour: then ValueError, see `folds_apart`.
        """
        rest = self.size - start
        if not folds_apart(start, self.size):
            raise ValueError(f"the leaves from {start} are folded into those before")
        return Frontier(rest, self.nodes[len(self.nodes) - rest.bit_count() :])


def folds_apart(start: int, size: int) -> bool:
    """Are the leaves [start, size) perfect subtrees of their own in a frontier of `size` leaves?"""
    return 0 <= start <= size and start & (size - start) == 0


def leaves_in(hashes: bytes | memoryview) -> list[bytes]:
    """Leaf hashes that stand one after the other, as `string_agg` gives them."""
    data = bytes(hashes)
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def subtree_of(leaves: Sequence[bytes]) -> Subtree:
    """Subtrees of a list of leaf hashes."""
    return lambda start, end: Frontier().extend(leaves[start:end]).root()


def inclusion_path(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The proof that leaf `index` is in the tree of `size` leaves (section 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    return path[::-1]


def includes(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Does the path lead from the leaf hash to the root? (RFC 9162, section 2.1.3.2)"""
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(step, found)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, step)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def consistency_path(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """The proof that the tree of `new` leaves begins with that of `old` (section 2.1.2)."""
    if not 0 < old <= new:
        raise ValueError(f"no consistency proof from {old} to {new}")
    start, end, path = 0, new, []
    while end != old:
        middle = start + split(end - start)
        if old <= middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    if start:  # the old tree is not itself a subtree of the new one: its last part comes first
        path.append(subtree(start, end))
    return path[::-1]


def extends(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Does the path show that the new tree only appended to the old? (RFC 9162, section 2.1.4.2)"""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, step)
        node, last = node >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
