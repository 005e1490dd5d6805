"""Ed25519 with the exact rule of 4.3, and signing by RFC 8032 (3.2).

Points are in extended coordinates (X, Y, Z, T) with x = X/Z, y = Y/Z, x*y = T/Z. A point that is
to be added stands as (Y+X, Y-X, 2Z, 2dT), its *cached* form.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha512

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
_D2 = 2 * D % P
_SQRT_M1 = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]
Cached = tuple[int, int, int, int]

IDENTITY: Point = (0, 1, 1, 0)

SMALL_ORDER_Y = frozenset(
    [0, 1, P - 1]
    + [
        int.from_bytes(bytes.fromhex(y), "little")
        for y in (
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        )
    ]
)


def _cached(point: Point) -> Cached:
    x, y, z, t = point
    return (y + x) % P, (y - x) % P, 2 * z % P, _D2 * t % P


def _negated(cached: Cached) -> Cached:
    plus, minus, z2, t2d = cached
    return minus, plus, z2, -t2d


def _add(point: Point, cached: Cached) -> Point:
    x, y, z, t = point
    plus, minus, z2, t2d = cached
    a = (y - x) * minus % P
    b = (y + x) * plus % P
    c = t * t2d % P
    d = z * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _double(point: Point) -> Point:
    x, y, z, _ = point
    a = x * x % P
    b = y * y % P
    h = a + b
    e = h - (x + y) * (x + y) % P
    g = a - b
    f = 2 * z * z % P + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def _odd_multiples(point: Point, count: int) -> list[Cached]:
    """1, 3, 5, ... times the point."""
    step = _cached(_double(point))
    table = [_cached(point)]
    for _ in range(count - 1):
        point = _add(point, step)
        table.append(_cached(point))
    return table


def _signed_digits(scalar: int, width: int) -> list[int]:
    """The non-adjacent form of a window width: digits are 0 or odd and below 2^(width-1), lowest first."""
    digits = []
    full, half = 1 << width, 1 << (width - 1)
    while scalar:
        digit = 0
        if scalar & 1:
            digit = scalar & (full - 1)
            if digit >= half:
                digit -= full
            scalar -= digit
        digits.append(digit)
        scalar >>= 1
    return digits


def _decode_point(data: bytes) -> Point | None:
    """The point of a canonical encoding (RFC 8032, 5.1.3), or None."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= P:
        return None
    u = (y * y - 1) % P
    v = (D * y * y + 1) % P
    v3 = v * v * v % P
    x = u * v3 * pow(u * v3 * v3 * v % P, (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * _SQRT_M1 % P
        if v * x * x % P != u:
            return None
    if x == 0 and sign:
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def _encode_point(point: Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _is_small_order(data: bytes) -> bool:
    return int.from_bytes(data, "little") & ((1 << 255) - 1) in SMALL_ORDER_Y


_WIDTH_B, _WIDTH_A = 8, 5
_BASE_Y = 4 * pow(5, -1, P) % P
_BASE = _decode_point(_BASE_Y.to_bytes(32, "little"))
assert _BASE is not None
_BASE_MULTIPLES = _odd_multiples(_BASE, 1 << (_WIDTH_B - 2))


@lru_cache(maxsize=4096)
def _negative_key_multiples(key: bytes) -> tuple[Cached, ...] | None:
    """Odd multiples of -A, or None where the key is not one that 4.3 allows."""
    if len(key) != 32 or _is_small_order(key):
        return None
    point = _decode_point(key)
    if point is None:
        return None
    x, y, z, t = point
    return tuple(_odd_multiples((P - x, y, z, P - t), 1 << (_WIDTH_A - 2)))


def _multiply_add(s: int, k: int, multiples: tuple[Cached, ...]) -> Point:
    """s times the base point plus k times the point of the multiples, with shared doublings."""
    digits_s = _signed_digits(s, _WIDTH_B)
    digits_k = _signed_digits(k, _WIDTH_A)
    length = max(len(digits_s), len(digits_k))
    digits_s += [0] * (length - len(digits_s))
    digits_k += [0] * (length - len(digits_k))
    point = IDENTITY
    for digit_s, digit_k in zip(reversed(digits_s), reversed(digits_k)):
        point = _double(point)
        if digit_s > 0:
            point = _add(point, _BASE_MULTIPLES[digit_s >> 1])
        elif digit_s < 0:
            point = _add(point, _negated(_BASE_MULTIPLES[-digit_s >> 1]))
        if digit_k > 0:
            point = _add(point, multiples[digit_k >> 1])
        elif digit_k < 0:
            point = _add(point, _negated(multiples[-digit_k >> 1]))
    return point


def _hash_mod_l(*parts: bytes) -> int:
    return int.from_bytes(sha512(b"".join(parts)).digest(), "little") % L


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature holds (4.3).

    That R is the canonical encoding of a point needs no check of its own: it has to equal, byte for
    byte, an encoding that is made here, and these are canonical. Its order has to be asked.
    """
    if len(signature) != 64:
        return False
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    if s >= L or _is_small_order(r):
        return False
    multiples = _negative_key_multiples(key)
    if multiples is None:
        return False
    k = _hash_mod_l(r, key, message)
    return _encode_point(_multiply_add(s, k, multiples)) == r


def _secret_scalar(seed: bytes) -> tuple[int, bytes]:
    digest = sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little")
    return scalar & ((1 << 254) - 8) | 1 << 254, digest[32:]


def public_key(seed: bytes) -> bytes:
    """The public key of a 32-byte seed (RFC 8032, 5.1.5)."""
    scalar, _ = _secret_scalar(seed)
    return _encode_point(_multiply_add(scalar % L, 0, ()))


def sign(seed: bytes, message: bytes) -> bytes:
    """The signature of RFC 8032, 5.1.6. Not in constant time: for test vectors, not for secrets."""
    scalar, prefix = _secret_scalar(seed)
    nonce = _hash_mod_l(prefix, message)
    r = _encode_point(_multiply_add(nonce, 0, ()))
    k = _hash_mod_l(r, public_key(seed), message)
    return r + ((nonce + k * scalar) % L).to_bytes(32, "little")
