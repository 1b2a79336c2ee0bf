#!/usr/bin/env python3
"""Second implementation of the succession (S-01 to S-06 of specs/lease.md) that makes the vectors.

Plain big integers, written from the rules and not from the Java. Run without arguments it writes log2.txt and
order.txt beside itself and fails when the fixed-point logarithm is further than 2^-48 from the real one.
"""

import hashlib
import os
import random
from decimal import Decimal, getcontext
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
FRACTION_BITS = 56
UNIT = 1 << FRACTION_BITS


def neg_log2(draw):
    if draw == 0:
        return 2**64 - 1
    integer = draw.bit_length() - 1
    mantissa = (draw << 63) >> integer
    fraction = 0
    for _ in range(FRACTION_BITS):
        square = mantissa * mantissa
        if square >= 1 << 127:
            fraction = 2 * fraction + 1
            mantissa = square >> 64
        else:
            fraction = 2 * fraction
            mantissa = square >> 63
    return min(256 * UNIT - (integer * UNIT + fraction), 2**64 - 1)


def draw_of(case, index):
    data = case["seed"] + case["slot"].to_bytes(8, "big") + case["type"]
    data += case["stage"].to_bytes(4, "big") + case["index"].to_bytes(4, "big") + index.to_bytes(4, "big")
    return int.from_bytes(hashlib.sha256(data).digest(), "big")


def order(case, term, struck):
    def key(prover):
        index, operator, weight, promise = prover
        score = Fraction(weight, neg_log2(draw_of(case, index)))
        fits = 100 * promise <= case["fit"] * case["span"]
        if term == 1 and fits:
            return (0, 0, -score, index)
        return (1, promise, -score, index)

    able = [p for p in case["provers"] if p[3] is not None and p[1] not in struck]
    return [p[0] for p in sorted(able, key=key)]


def check_accuracy(draws):
    getcontext().prec = 60
    ln2 = Decimal(2).ln()
    for draw in draws:
        if draw > 1:
            real = Decimal(256) - Decimal(draw).ln() / ln2
            error = abs(Decimal(neg_log2(draw)) / UNIT - real)
            assert error < Decimal(2) ** -48, (hex(draw), error)


def write_log2(source):
    draws = [0, 1, 2, 3, 4, 2**63, 2**64 - 1, 2**64, 2**128 - 1, 2**192 + 1, 2**255 - 1, 2**255, 2**255 + 1]
    draws += [2**256 - 1, 2**256 - 2**192, 3 << 254, 0xB504F333F9DE6484 << 192, (0xB504F333F9DE6485 << 192)]
    draws += [source.getrandbits(256) for _ in range(40)]
    draws += [source.getrandbits(bits) for bits in (8, 63, 64, 65, 127, 128, 129, 191, 193, 255)]
    check_accuracy(draws)
    with open(os.path.join(HERE, "log2.txt"), "w") as out:
        out.write("# draw, -log2(draw / 2^256) in 8.56 fixed point\n")
        for draw in draws:
            out.write(f"0x{draw:064x} 0x{neg_log2(draw):016x}\n")


def cases(source):
    def operator(number):
        return number.to_bytes(20, "big")

    def case(name, provers, span=3500, slot=17, stage=0, index=0, fit=85):
        return {
            "name": name, "seed": source.randbytes(32), "slot": slot, "type": source.randbytes(32),
            "stage": stage, "index": index, "span": span, "fit": fit, "provers": provers,
        }

    yield case("four-equals", [(i, operator(100 + i), 1, 1500) for i in range(4)])
    yield case("four-equals-next-slot", [(i, operator(100 + i), 1, 1500) for i in range(4)], slot=18)
    yield case("one-does-not-prove-the-type",
               [(i, operator(100 + i), 1, None if i == 2 else 1500) for i in range(5)])
    yield case("who-does-not-fit-comes-last",
               [(0, operator(1), 5, 2976), (1, operator(2), 1, 2975), (3, operator(3), 1, 1000), (9, operator(4), 9, 3400)])
    yield case("two-of-one-operator", [(0, operator(1), 1, 900), (1, operator(1), 1, 800), (2, operator(2), 1, 1000)])
    yield case("weights-at-the-limit",
               [(0, operator(1), 2**63 - 1, 1500), (1, operator(2), 2**63 - 1, 1500), (2, operator(3), 1, 1500)])
    yield case("indexes-at-the-limit", [(2**31 - 1, operator(1), 1, 1500), (2**31 - 2, operator(2), 1, 1500)][::-1],
               slot=2**40, stage=2, index=7)
    yield case("many", [(i * 3, operator(i % 50), source.randint(1, 1000), source.randint(500, 12000)) for i in range(64)],
               span=10000, slot=9_999_999)
    yield case("half-of-the-time-fits", [(i, operator(i), 1, 4700 + 100 * i) for i in range(7)], span=10000, fit=50)
    yield case("quickest-always-first", [(i, operator(i), 1 + 99 * (i % 2), 2000 - i) for i in range(5)], span=10000, fit=1)
    yield case("all-fit", [(i, operator(i), 1 + i, 9999 + i // 3) for i in range(5)], span=10000, fit=100)


def write_orders(source):
    with open(os.path.join(HERE, "order.txt"), "w") as out:
        out.write("# Format: README.md\n")
        for case in cases(source):
            out.write(f"\ncase {case['name']}\nseed 0x{case['seed'].hex()}\n")
            out.write(f"task slot={case['slot']} type=0x{case['type'].hex()} stage={case['stage']} "
                      f"index={case['index']} spanMs={case['span']} fitPercent={case['fit']}\n")
            for index, operator, weight, promise in case["provers"]:
                out.write(f"prover {index} operator=0x{operator.hex()} weight={weight} "
                          f"promiseMs={'-' if promise is None else promise}\n")
            for index, _, _, promise in case["provers"]:
                if promise is not None:
                    draw = draw_of(case, index)
                    out.write(f"draw {index} 0x{draw:064x} 0x{neg_log2(draw):016x}\n")
            struck = []
            for term in (1, 2, 3):
                places = order(case, term, struck)
                names = ",".join("0x" + s.hex() for s in struck) or "-"
                out.write(f"order term={term} struck={names} : {' '.join(map(str, places)) or '-'}\n")
                if places:
                    struck.append(next(p[1] for p in case["provers"] if p[0] == places[0]))


if __name__ == "__main__":
    write_log2(random.Random("log2"))
    write_orders(random.Random("order"))
