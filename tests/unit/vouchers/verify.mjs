// An independent verifier: WebCrypto and thirty lines of CBOR, none of our code.
// Reads {keys: JWK[], tokens: string[]} and prints, for each token, its claims or null.
import { readFileSync } from "node:fs";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

function base45(text) {
  const bytes = [];
  for (let i = 0; i < text.length; i += 3) {
    const group = [...text.slice(i, i + 3)].map((c) => ALPHABET.indexOf(c));
    const value = group.reduceRight((sum, digit) => sum * 45 + digit, 0);
    bytes.push(...(group.length === 3 ? [value >> 8, value & 255] : [value]));
  }
  return Uint8Array.from(bytes);
}

function cbor(bytes) {
  let at = 0;
  const count = (info) => {
    if (info < 24) return info;
    let value = 0;
    for (let n = 1 << (info - 24); n > 0; n--) value = value * 256 + bytes[at++];
    return value;
  };
  const item = () => {
    const head = bytes[at++];
    const n = count(head & 31);
    switch (head >> 5) {
      case 0: return n;
      case 1: return -1 - n;
      case 2: return bytes.slice(at, (at += n));
      case 3: return new TextDecoder().decode(bytes.slice(at, (at += n)));
      case 4: return Array.from({ length: n }, item);
      case 5: return new Map(Array.from({ length: n }, () => [item(), item()]));
      default: throw new Error("unexpected");
    }
  };
  return item();
}

function bstr(bytes) {
  const n = bytes.length;
  const head = n < 24 ? [0x40 + n] : n < 256 ? [0x58, n] : [0x59, n >> 8, n & 255];
  return [...head, ...bytes];
}

const hex = (bytes) => Buffer.from(bytes).toString("hex");

async function verify(token, keys) {
  const [header, , payload, signature] = cbor(base45(token.slice(4)));
  const kid = hex(cbor(header).get(4));
  const jwk = keys.find((key) => key.kid === kid);
  if (!jwk) return null;
  const ed = jwk.alg === "EdDSA";
  const key = await crypto.subtle.importKey(
    "jwk",
    { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y },
    ed ? "Ed25519" : { name: "ECDSA", namedCurve: "P-256" },
    false,
    ["verify"],
  );
  const text = new TextEncoder();
  const signed = Uint8Array.from([
    0x84, 0x6a, ...text.encode("Signature1"),
    ...bstr(header), ...bstr(text.encode("MV1|" + jwk.programme)), ...bstr(payload),
  ]);
  const algorithm = ed ? "Ed25519" : { name: "ECDSA", hash: "SHA-256" };
  if (!(await crypto.subtle.verify(algorithm, key, signature, signed))) return null;
  const claims = cbor(payload);
  const [list, index, year, category] = claims.get(-65537);
  return {
    programme: claims.get(1), voucher: hex(claims.get(7)), list, index, year, category,
    from: claims.get(5), until: claims.get(4),
  };
}

const { keys, tokens } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(await Promise.all(tokens.map((token) => verify(token, keys)))));
