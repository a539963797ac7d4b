"""The Merkle tree against the RFC's own definitions, and against known roots and proofs."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.audit import tree
from services.core.audit.tree import EMPTY_ROOT, Place, Span

# The leaves and roots of Certificate Transparency's own tests (google/certificate-transparency,
# merkletree/merkle_tree_test.cc), which every implementation of RFC 6962 is checked against.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}

LEAF_HASHES = [tree.leaf_hash(leaf) for leaf in LEAVES]
sizes = st.integers(min_value=0, max_value=70)


def known(size):
    """A tree of `size` invented leaves: every complete subtree."""
    return tree.grow(0, [tree.leaf_hash(b"%d" % index) for index in range(size)], {})


def root(size):
    return naive_root([b"%d" % index for index in range(size)])


# RFC 6962, 2.1 to 2.1.2, word for word: slow, and plainly what is written there.


def split(data):
    k = 1
    while k * 2 < len(data):
        k *= 2
    return data[:k], data[k:]


def naive_root(data):
    if not data:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    left, right = split(data)
    return hashlib.sha256(b"\x01" + naive_root(left) + naive_root(right)).digest()


def naive_path(m, data):
    if len(data) == 1:
        return []
    left, right = split(data)
    if m < len(left):
        return [*naive_path(m, left), naive_root(right)]
    return [*naive_path(m - len(left), right), naive_root(left)]


def naive_proof(m, data, *, whole=True):
    if m == len(data):
        return [] if whole else [naive_root(data)]
    left, right = split(data)
    if m <= len(left):
        return [*naive_proof(m, left, whole=whole), naive_root(right)]
    return [*naive_proof(m - len(left), right, whole=False), naive_root(left)]


class TestKnownTree:
    @pytest.mark.parametrize("size", range(9))
    def test_has_the_known_root(self, size):
        complete = tree.grow(0, LEAF_HASHES[:size], {})
        assert Span(0, size).fold(complete).hex() == ROOTS[size]

    @pytest.mark.parametrize(("index", "size"), INCLUSION)
    def test_includes_by_the_known_proof(self, index, size):
        complete = tree.grow(0, LEAF_HASHES, {})
        proof = [span.fold(complete) for span in tree.inclusion(index, size)]
        assert [one.hex() for one in proof] == INCLUSION[index, size]
        assert tree.includes(LEAF_HASHES[index], index, size, proof, bytes.fromhex(ROOTS[size]))

    @pytest.mark.parametrize(("old", "new"), CONSISTENCY)
    def test_extends_by_the_known_proof(self, old, new):
        complete = tree.grow(0, LEAF_HASHES, {})
        proof = [span.fold(complete) for span in tree.consistency(old, new)]
        assert [one.hex() for one in proof] == CONSISTENCY[old, new]
        roots = [bytes.fromhex(ROOTS[size]) for size in (old, new)]
        assert tree.extends(old, new, *roots, proof)


class TestGrow:
    @given(size=sizes, more=sizes)
    def test_gives_the_same_whatever_the_steps(self, size, more):
        whole = known(size + more)
        edge = {place: whole[place] for place in Span(0, size).places()}
        added = [tree.leaf_hash(b"%d" % index) for index in range(size, size + more)]

        grown = tree.grow(size, added, edge)

        assert grown == {place: whole[place] for place in whole if place not in known(size)}
        assert Span(0, size + more).fold({**edge, **grown}) == root(size + more)

    @given(size=sizes)
    def test_makes_as_many_nodes_as_are_counted(self, size):
        assert len([place for place in known(size) if place.level]) == tree.nodes_within(size)

    def test_needs_what_stands_to_the_left(self):
        with pytest.raises(KeyError):
            tree.grow(1, [b"x" * 32], {})


class TestInclusion:
    @given(size=sizes.filter(bool), data=st.data())
    def test_is_proved_as_the_rfc_says(self, size, data):
        index = data.draw(st.integers(0, size - 1))
        leaves = [b"%d" % one for one in range(size)]
        complete, hashed = known(size), tree.leaf_hash(leaves[index])

        proof = [span.fold(complete) for span in tree.inclusion(index, size)]

        assert proof == naive_path(index, leaves)
        assert tree.includes(hashed, index, size, proof, root(size))
        assert not tree.includes(tree.leaf_hash(b"x"), index, size, proof, root(size))
        assert not tree.includes(hashed, index, size, [*proof, b"x" * 32], root(size))
        if proof:
            assert not tree.includes(hashed, index, size, proof[:-1], root(size))
            other = index ^ 1
            assert not tree.includes(hashed, other, size, proof, root(size))

    def test_is_of_leaves_that_are_there(self):
        assert not tree.includes(b"", 3, 3, [], EMPTY_ROOT)
        with pytest.raises(ValueError, match="no leaf 3"):
            tree.inclusion(3, 3)


class TestConsistency:
    @given(old=sizes, more=sizes, data=st.data())
    def test_is_proved_as_the_rfc_says(self, old, more, data):
        new = old + more
        complete = known(new)

        proof = [span.fold(complete) for span in tree.consistency(old, new)]

        if old:
            assert proof == naive_proof(old, [b"%d" % one for one in range(new)])
        assert tree.extends(old, new, root(old), root(new), proof)
        assert not tree.extends(old, new, b"x" * 32, root(new), proof)
        if old:
            assert not tree.extends(old, new, root(old), b"x" * 32, proof)
        if proof:
            spoilt = data.draw(st.integers(0, len(proof) - 1))
            wrong = [b"x" * 32 if at == spoilt else one for at, one in enumerate(proof)]
            assert not tree.extends(old, new, root(old), root(new), wrong)
            assert not tree.extends(old, new, root(old), root(new), proof[:-1])

    def test_never_shrinks(self):
        assert not tree.extends(2, 1, b"", b"", [])
        with pytest.raises(ValueError, match="does not begin"):
            tree.consistency(2, 1)


class TestSpan:
    @given(size=st.integers(min_value=1, max_value=2**40))
    def test_is_made_of_few_subtrees_however_large(self, size):
        places = Span(0, size).places()
        assert len(places) == size.bit_count()
        assert sum(1 << place.level for place in places) == size
        assert places[0] == Place(size.bit_length() - 1, 0)
