"""Keccak-256, RLP, secp256k1, Ed25519 and protobuf for generate.py: plain Python, nothing installed, nothing shared with the
node or the contracts. Slow and not constant in time: for vectors only."""

import hashlib
import hmac

# ---- Keccak-256 (original padding) -------------------------------------------------------------------------------------

_MASK = (1 << 64) - 1


def _round_constants():
    lfsr, constants = 1, []
    for _ in range(24):
        constant = 0
        for j in range(7):
            if lfsr & 1:
                constant |= 1 << ((1 << j) - 1)
            lfsr = (lfsr << 1) ^ (0x171 if lfsr & 0x80 else 0)
        constants.append(constant)
    return constants


_CONSTANTS = _round_constants()


def _rotate(value, by):
    return ((value << by) | (value >> (64 - by))) & _MASK if by else value


def _permute(a):
    for constant in _CONSTANTS:
        column = [a[x][0] ^ a[x][1] ^ a[x][2] ^ a[x][3] ^ a[x][4] for x in range(5)]
        for x in range(5):
            mix = column[(x - 1) % 5] ^ _rotate(column[(x + 1) % 5], 1)
            for y in range(5):
                a[x][y] ^= mix
        x, y, lane = 1, 0, a[1][0]
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            lane, a[x][y] = a[x][y], _rotate(lane, (step + 1) * (step + 2) // 2 % 64)
        for y in range(5):
            row = [a[x][y] for x in range(5)]
            for x in range(5):
                a[x][y] = row[x] ^ (~row[(x + 1) % 5] & _MASK & row[(x + 2) % 5])
        a[0][0] ^= constant


def keccak(*parts):
    data = b"".join(parts)
    rate = 136
    data += b"\x01" + b"\x00" * (-(len(data) + 1) % rate)
    data = data[:-1] + bytes([data[-1] | 0x80])
    a = [[0] * 5 for _ in range(5)]
    for start in range(0, len(data), rate):
        for i in range(rate // 8):
            a[i % 5][i // 5] ^= int.from_bytes(data[start + 8 * i : start + 8 * i + 8], "little")
        _permute(a)
    return b"".join(a[i % 5][i // 5].to_bytes(8, "little") for i in range(4))


# ---- ABI words and RLP -------------------------------------------------------------------------------------------------


def word(value):
    return value.rjust(32, b"\x00") if isinstance(value, bytes) else value.to_bytes(32, "big")


def abi(*values):
    return b"".join(word(value) for value in values)


def quantity(value):
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def _prefix(base, length):
    if length <= 55:
        return bytes([base + length])
    size = quantity(length)
    return bytes([base + 55 + len(size)]) + size


def rlp_bytes(value):
    return value if len(value) == 1 and value[0] < 0x80 else _prefix(0x80, len(value)) + value


def rlp_list(items):
    content = b"".join(rlp_bytes(item) for item in items)
    return _prefix(0xC0, len(content)) + content


# ---- secp256k1 ---------------------------------------------------------------------------------------------------------

P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_G = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)


def _k1_add(p, q):
    if p is None or q is None:
        return q if p is None else p
    if p[0] == q[0] and (p[1] + q[1]) % P == 0:
        return None
    slope = 3 * p[0] * p[0] * pow(2 * p[1], -1, P) if p == q else (q[1] - p[1]) * pow(q[0] - p[0], -1, P)
    x = (slope * slope - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P


def _k1_multiply(point, factor):
    result = None
    while factor:
        result = _k1_add(result, point) if factor & 1 else result
        point, factor = _k1_add(point, point), factor >> 1
    return result


def k1_address(secret):
    x, y = _k1_multiply(_G, int.from_bytes(secret, "big"))
    return keccak(word(x), word(y))[12:]


def k1_sign(secret, digest):
    """RFC 6979 with SHA-256, low s: r, s, v."""
    d, z = int.from_bytes(secret, "big"), word(int.from_bytes(digest, "big") % N)
    v, key = b"\x01" * 32, b"\x00" * 32
    for tag in (b"\x00", b"\x01"):
        key = hmac.digest(key, v + tag + secret + z, "sha256")
        v = hmac.digest(key, v, "sha256")
    while True:
        v = hmac.digest(key, v, "sha256")
        k = int.from_bytes(v, "big")
        if 0 < k < N:
            break
        key = hmac.digest(key, v + b"\x00", "sha256")
        v = hmac.digest(key, v, "sha256")
    x, y = _k1_multiply(_G, k)
    assert x < N
    s = pow(k, -1, N) * (int.from_bytes(z, "big") + x * d) % N
    parity = y & 1
    if s > N // 2:
        s, parity = N - s, parity ^ 1
    return word(x) + word(s) + bytes([27 + parity])


# ---- Ed25519 -----------------------------------------------------------------------------------------------------------

Q = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, Q) % Q
_ROOT = pow(2, (Q - 1) // 4, Q)


def ed_add(p, q):
    (x1, y1), (x2, y2) = p, q
    t = _D * x1 * x2 * y1 * y2 % Q
    return (
        (x1 * y2 + x2 * y1) * pow(1 + t, -1, Q) % Q,
        (y1 * y2 + x1 * x2) * pow(1 - t, -1, Q) % Q,
    )


def ed_multiply(point, factor):
    result = (0, 1)
    while factor:
        result = ed_add(result, point) if factor & 1 else result
        point, factor = ed_add(point, point), factor >> 1
    return result


def ed_decode(data):
    number = int.from_bytes(data, "little")
    y, odd = number & (2**255 - 1), number >> 255
    square = (y * y - 1) * pow(_D * y * y + 1, -1, Q) % Q
    x = pow(square, (Q + 3) // 8, Q)
    if x * x % Q != square:
        x = x * _ROOT % Q
    assert x * x % Q == square, "not on the curve"
    return ((Q - x) % Q if x & 1 != odd else x), y


def ed_encode(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


ED_BASE = ed_decode((4 * pow(5, -1, Q) % Q).to_bytes(32, "little"))


def ed_secret(seed):
    h = hashlib.sha512(seed).digest()
    return (int.from_bytes(h[:32], "little") & ((1 << 254) - 8)) | (1 << 254), h[32:]


def ed_public(seed):
    return ed_encode(ed_multiply(ED_BASE, ed_secret(seed)[0]))


def ed_challenge(r, public, message):
    return int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % L


def ed_sign(seed, message):
    a, prefix = ed_secret(seed)
    public = ed_public(seed)
    nonce = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    r = ed_encode(ed_multiply(ED_BASE, nonce))
    return r + ((nonce + ed_challenge(r, public, message) * a) % L).to_bytes(32, "little")


# ---- protobuf ----------------------------------------------------------------------------------------------------------


def varint(value):
    out = b""
    while value >= 0x80:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def field(number, value):
    """One field as proto3 writes it: defaults are left out."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value) if value else b""
    return varint(number << 3 | 2) + varint(len(value)) + value if value else b""


def message(*values):
    """Fields 1, 2, 3 ... in order."""
    return b"".join(field(i + 1, value) for i, value in enumerate(values))
