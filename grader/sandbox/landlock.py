"""Landlock: the kernel's way for a process to give up the file system without a namespace.

It leaves ``stat``, ``chmod`` and UDP open; the seccomp filter and a user of the run's own close those. Numbers and
structures are from ``include/uapi/linux/landlock.h``; ABI versions from ``Documentation/userspace-api/landlock.rst``.
"""

from __future__ import annotations

import ctypes
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from grader.sandbox import kernel

if TYPE_CHECKING:
    from collections.abc import Sequence

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG, _PATH_BENEATH = 1, 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_READ = _EXECUTE | _READ_FILE | _READ_DIR

# The highest bit of file access that each ABI knows, from 1 on.
_FILE_BITS = (13, 14, 15, 15, 16)
_TCP = 0b11
_SCOPES = 0b11  # abstract unix sockets, signals
_ABI_WITH_TCP, _ABI_WITH_SCOPES = 4, 6

_SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"),
    *("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts"),
    *("/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys/vm/overcommit_memory"),
    *("/sys/devices/system/cpu", "/sys/devices/system/node"),
)
# TensorFlow aborts without /dev/urandom.
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("access", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """Return the kernel's Landlock version; 0 where there is none."""
    with suppress(OSError):
        return kernel.system_call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))
    return 0


def scopes_signals() -> bool:
    """Tell whether Landlock keeps signals from leaving the run (Linux 6.12)."""
    return abi() >= _ABI_WITH_SCOPES


def confine(writable: Path, readable: Sequence[Path]) -> None:
    """Leave this process, and all it starts, one writable folder and a few readable places.

    Raises:
        OSError: There is no Landlock here, or a readable place does not exist.
    """
    version = abi()
    everything = (1 << _FILE_BITS[min(version, len(_FILE_BITS)) - 1]) - 1 if version else 0
    ruleset = _create(everything, version)
    try:
        _allow(ruleset, writable, everything)
        for path in readable:
            _allow(ruleset, path, _READ)
        for name in _SYSTEM:
            with suppress(FileNotFoundError):
                _allow(ruleset, Path(name), _READ)
        for name in _DEVICES:
            with suppress(FileNotFoundError):
                _allow(ruleset, Path(name), (_READ_FILE | _WRITE_FILE | _TRUNCATE) & everything)
        kernel.give_up_privileges()
        kernel.system_call(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)


def _create(everything: int, version: int) -> int:
    attributes = _Ruleset(everything, _TCP, _SCOPES)
    size = 24 if version >= _ABI_WITH_SCOPES else 16 if version >= _ABI_WITH_TCP else 8
    return kernel.system_call(_CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(size), ctypes.c_uint32(0))


def _allow(ruleset: int, path: Path, access: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            access &= _ON_FILES
        rule = _PathBeneath(access, descriptor)
        kernel.system_call(
            _ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), ctypes.byref(rule), ctypes.c_uint32(0)
        )
    finally:
        os.close(descriptor)
