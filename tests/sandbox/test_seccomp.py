"""The filter, run by a small machine of our own: what is refused, with which error, and what is not."""

from __future__ import annotations

import errno
import re
import struct
from pathlib import Path

import pytest

from grader.sandbox import seccomp

ALLOW, KILL = 0x7FFF0000, 0x80000000
X86, ARM = 0xC000003E, 0xC00000B7
SIGCHLD, CLONE_NEWUSER, CLONE_THREAD = 17, 0x10000000, 0x00010000
HEADERS = {0: Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), 1: Path("/usr/include/asm-generic/unistd.h")}


def verdict(program: bytes, number: int, *arguments: int, arch: int = X86) -> int:
    """Run a filter as the kernel would; return its answer."""
    data = struct.pack("=IIQ6Q", number, arch, 0, *(*arguments, 0, 0, 0, 0, 0, 0)[:6])
    code = list(struct.iter_unpack("=HBBI", program))
    accumulator = place = 0
    while True:
        operation, if_true, if_false, operand = code[place]
        place += 1
        match operation:
            case 0x20:
                (accumulator,) = struct.unpack_from("=I", data, operand)
            case 0x54:
                accumulator &= operand
            case 0x15:
                place += if_true if accumulator == operand else if_false
            case 0x35:
                place += if_true if accumulator >= operand else if_false
            case 0x45:
                place += if_true if accumulator & operand else if_false
            case 0x06:
                return int(operand)
            case _:
                raise AssertionError(operation)


def refused(error: int) -> int:
    return 0x00050000 | error


PROGRAM = seccomp.compile_filter(seccomp.rules(), "x86_64")
SHARED = seccomp.compile_filter(seccomp.rules(shared_user=True, signals=False), "x86_64")

CALLS = [
    ("read", 0, (), ALLOW),
    ("openat", 257, (), ALLOW),
    ("execve", 59, (), ALLOW),
    ("futex", 202, (), ALLOW),
    ("socket", 41, (2, 1, 0), refused(errno.EPERM)),
    ("connect", 42, (), refused(errno.EPERM)),
    ("ptrace", 101, (), refused(errno.EPERM)),
    ("io_uring_setup", 425, (), refused(errno.EPERM)),
    ("memfd_create", 319, (), refused(errno.EPERM)),
    # A pair of streams is how Python's own subprocesses talk; a datagram socket can send anywhere.
    ("socketpair of streams", 53, (1, 1, 0), ALLOW),
    ("socketpair of datagrams", 53, (1, 2, 0), refused(errno.EPERM)),
    ("socketpair of datagrams, close-on-exec", 53, (1, 2 | 0o2000000, 0), refused(errno.EPERM)),
    ("fork", 56, (SIGCHLD,), ALLOW),
    ("a thread", 56, (CLONE_THREAD,), ALLOW),
    ("clone into a user namespace", 56, (CLONE_NEWUSER | SIGCHLD,), refused(errno.EPERM)),
    # glibc falls back to clone, whose flags can be read.
    ("clone3", 435, (), refused(errno.ENOSYS)),
    ("a terminal's size", 16, (1, 0x5413), ALLOW),
    ("typing into a terminal", 16, (1, 0x5412), refused(errno.EPERM)),
    ("its own limits", 302, (0, 7), ALLOW),
    ("another's limits", 302, (1234, 7), refused(errno.EPERM)),
    ("a call of the x32 table", 0x40000000 | 41, (), KILL),
]


@pytest.mark.parametrize(("number", "arguments", "answer"), [case[1:] for case in CALLS], ids=[c[0] for c in CALLS])
def test_a_call_is_answered(number: int, arguments: tuple[int, ...], answer: int) -> None:
    assert verdict(PROGRAM, number, *arguments) == answer


@pytest.mark.parametrize(
    ("number", "alone", "shared"),
    [
        (62, ALLOW, refused(errno.EPERM)),  # kill
        (90, ALLOW, refused(0)),  # chmod: pretends
        (92, ALLOW, refused(errno.EPERM)),  # chown
        (294, ALLOW, refused(errno.EPERM)),  # inotify_init1
    ],
)
def test_a_run_that_shares_its_user_may_less(number: int, alone: int, shared: int) -> None:
    assert (verdict(PROGRAM, number), verdict(SHARED, number)) == (alone, shared)


def test_another_machines_calls_end_the_process() -> None:
    assert verdict(PROGRAM, 0, arch=ARM) == KILL


def test_a_filter_for_arm_refuses_by_its_own_numbers() -> None:
    program = seccomp.compile_filter(seccomp.rules(shared_user=True), "aarch64")

    assert verdict(program, 198, 2, 1, 0, arch=ARM) == refused(errno.EPERM)  # socket
    assert verdict(program, 63, arch=ARM) == ALLOW  # read


def test_an_unknown_machine_has_no_filter() -> None:
    with pytest.raises(OSError, match="riscv64"):
        seccomp.compile_filter(seccomp.rules(), "riscv64")


@pytest.mark.parametrize("column", HEADERS)
def test_the_numbers_are_the_kernels(column: int) -> None:
    if not HEADERS[column].exists():
        pytest.skip("no kernel headers here")
    known = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)$", HEADERS[column].read_text(), re.MULTILINE))

    wrong = {
        name: (numbers[column], known[name])
        for name, numbers in seccomp._NUMBERS.items()
        if name in known and numbers[column] != int(known[name])
    }

    assert wrong == {}
