"""Published vectors: what others computed must come out here as well."""

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from services.core.vouchers.token import Algorithm, SigningKey, StatusBits
from services.core.vouchers.token.base45_text import unwrap, wrap
from services.core.vouchers.token.keys import P256_ORDER
from services.core.vouchers.types import TokenStatus
from tests.factories.tokens import make_issuer

# RFC 9052 (and 8152), C.2.1, with the key "11" of C.7.1.
SIGN1 = bytes.fromhex(
    "d28443a10126a10442313154546869732069732074686520636f6e74656e742e58408eb33e4ca31d1c465ab05aac34"
    "cc6b23d58fef5c083106c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c3"
    "45cacb36"
)
X = bytes.fromhex("bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff")
Y = bytes.fromhex("20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e")


class TestCoseSign1:
    def test_the_standards_example_verifies(self):
        protected, _, payload, signature = cbor2.loads(SIGN1).value
        structure = cbor2.dumps(["Signature1", protected, b"", payload])
        key = make_issuer().but(public=bytes([2 + (Y[-1] & 1)]) + X).record

        assert key.coordinates == (X, Y)
        assert key.verifies(signature, structure)
        assert not key.verifies(signature, structure + b"\x00")

    @pytest.mark.parametrize("length", [0, 63, 65])
    def test_a_signature_of_another_length_does_not(self, length):
        assert not make_issuer().record.verifies(bytes(length), b"")


class TestDeterministicEcdsa:
    def test_gives_the_signature_of_rfc_6979_with_the_low_s(self):
        # A.2.5: P-256, SHA-256, message "sample".
        x = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
        r = 0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716
        s = 0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8
        key = SigningKey(ec.derive_private_key(x, ec.SECP256R1()))

        low = (P256_ORDER - s).to_bytes(32, "big")
        assert key.sign(b"sample") == r.to_bytes(32, "big") + low


class TestBase45:
    @pytest.mark.parametrize(
        ("plain", "encoded"),
        [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"", "")],
    )
    def test_the_examples_of_rfc_9285_go_both_ways(self, plain, encoded):
        assert wrap("X:", plain) == "X:" + encoded
        assert unwrap("X:", "X:" + encoded) == plain


class TestStatusBits:
    def test_are_laid_out_as_in_the_drafts_two_bit_example(self):
        bits = StatusBits()
        for index, status in enumerate([1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]):
            bits[index] = status

        assert bytes(bits)[:3] == bytes.fromhex("c944f9")
        assert bits[3] == 3

    def test_take_an_entry_back(self):
        bits = StatusBits()
        bits[9] = TokenStatus.SUSPENDED
        bits[8] = bits[10] = TokenStatus.REVOKED
        bits[9] = TokenStatus.VALID

        assert [bits[index] for index in (8, 9, 10)] == [1, 0, 1]

    def test_have_one_size(self):
        with pytest.raises(ValueError, match="32768"):
            StatusBits(bytes(7))


class TestSigningKey:
    @pytest.mark.parametrize("algorithm", list(Algorithm))
    def test_comes_back_from_its_pem(self, algorithm):
        key = SigningKey.generate(algorithm)

        assert SigningKey.from_pem(key.to_pem()).public == key.public

    def test_is_of_a_registered_algorithm(self):
        other = SigningKey(ec.generate_private_key(ec.SECP384R1())).to_pem()

        with pytest.raises(ValueError, match="P-256"):
            SigningKey.from_pem(other)

    def test_does_not_show_itself(self):
        assert "private" not in repr(SigningKey.generate())
