"""The few Linux calls that Python's standard library does not offer, each raising ``OSError`` as ``os`` would."""

from __future__ import annotations

import ctypes
import fcntl
import os
import struct
import sys

CLONE_NEWNS = 0x00020000
CLONE_NEWUSER = 0x10000000
NAMESPACES = {
    "user": CLONE_NEWUSER,
    "mnt": CLONE_NEWNS,
    "cgroup": 1 << 25,
    "uts": 1 << 26,
    "ipc": 1 << 27,
    "pid": 1 << 29,
    "net": 1 << 30,
}
"""As /proc/PID/ns calls them, and their flags in <linux/sched.h>."""
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_SLAVE = 1, 2, 4, 32, 4096, 16384, 1 << 19

# <linux/prctl.h>
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
# <linux/nsfs.h>, <linux/capability.h>
_NS_GET_USERNS = 0xB701
_CAPABILITY_VERSION_3 = 0x20080522

AVAILABLE = sys.platform == "linux"
"""These calls are Linux's own."""

_libc = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def system_call(number: int, *arguments: object) -> int:
    """Make a system call by its number."""
    return _checked(_libc.syscall(ctypes.c_long(number), *arguments), f"system call {number}")


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent dies, so that none can slip away."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent(signal: int) -> None:
    """Have ``signal`` sent when the THREAD that started this process ends."""
    _prctl(_PR_SET_PDEATHSIG, signal)


def give_up_privileges() -> None:
    """Make set-uid programs powerless from here on; a seccomp filter and Landlock ask for it."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def install_filter(program: bytes) -> None:
    """Put this process and all it starts under a seccomp filter (``seccomp.compile_filter``)."""
    holder = _Program(len(program) // 8, program)
    _checked(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(holder), 0, 0), "seccomp")


def drop_capabilities() -> None:
    """Give up all rights that this process has over its namespaces."""
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    _checked(_libc.capset(header, bytes(24)), "capset")


def be_ones_own() -> None:
    """Own one's files in /proc again, as after an ``execve``: a change of user gave them to root."""
    _prctl(_PR_SET_DUMPABLE, 1)


def enter(namespace: int, kind: str) -> None:
    """Enter a namespace by a descriptor of it; of processes, what is forked from here on does."""
    _checked(_libc.setns(ctypes.c_int(namespace), ctypes.c_int(NAMESPACES[kind])), f"setns {kind}")


def owner(namespace: int) -> int:
    """Return a descriptor of the user namespace that a namespace belongs to."""
    return fcntl.ioctl(namespace, _NS_GET_USERNS)


def unshare(flags: int) -> None:
    """Leave the namespaces that ``flags`` name for new ones."""
    _checked(_libc.unshare(ctypes.c_int(flags)), "unshare")


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """Attach a file system to the tree of folders (mount, section 2 of the manual)."""
    answer = _libc.mount(
        os.fsencode(source), os.fsencode(target), kind.encode() or None, ctypes.c_ulong(flags), data.encode() or None
    )
    _checked(answer, f"mount {target}")


def _prctl(option: int, value: int) -> None:
    _checked(_libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0), f"prctl {option}")


def _checked(answer: int, what: str) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return answer
