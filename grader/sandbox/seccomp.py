"""The system calls that a run may not make, compiled to a seccomp filter.

A list of what is refused, not of what is allowed: TensorFlow, NumPy and the C library use some two hundred calls that
differ by version and machine, and a filter that kills honest work would be switched off. What the list refuses is what
reaches out of the sandbox or exposes little-used parts of the kernel: sockets, namespaces, mounts, other processes'
memory, keyrings, BPF, io_uring, memory that no watchdog sees.

Numbers are from the kernel's ``arch/x86/entry/syscalls/syscall_64.tbl`` and ``include/uapi/asm-generic/unistd.h``;
the program's layout from ``Documentation/userspace-api/seccomp_filter.rst``. An own assembler of a few lines, as the
keeper sees no site-packages and libseccomp is not everywhere (docs/design/sandbox.md).
"""

from __future__ import annotations

import errno
import platform
import struct
from dataclasses import dataclass

_LOAD_WORD, _JUMP_EQUAL, _JUMP_ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x45, 0x54, 0x06
_JUMP_GREATER_EQUAL = 0x35
_KILL_PROCESS, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16
_X32_BIT = 0x40000000

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# name: (x86_64, aarch64); None where the machine has no such call.
_NUMBERS: dict[str, tuple[int | None, int | None]] = {
    "accept": (43, 202),
    "accept4": (288, 242),
    "acct": (163, 89),
    "add_key": (248, 217),
    "bind": (49, 200),
    "bpf": (321, 280),
    "chmod": (90, None),
    "chown": (92, None),
    "chroot": (161, 51),
    "clock_adjtime": (305, 266),
    "clock_settime": (227, 112),
    "clone": (56, 220),
    "clone3": (435, 435),
    "connect": (42, 203),
    "delete_module": (176, 106),
    "fanotify_init": (300, 262),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "finit_module": (313, 273),
    "fsconfig": (431, 431),
    "fsetxattr": (190, 7),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "fspick": (433, 433),
    "futimesat": (261, None),
    "init_module": (175, 105),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "ioctl": (16, 29),
    "ioperm": (173, None),
    "iopl": (172, None),
    "ioprio_set": (251, 30),
    "kcmp": (312, 272),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "kill": (62, 129),
    "lchown": (94, None),
    "listen": (50, 201),
    "lookup_dcookie": (212, 18),
    "lsetxattr": (189, 6),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "migrate_pages": (256, 238),
    "modify_ldt": (154, None),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "move_pages": (279, 239),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "msgctl": (71, 187),
    "msgget": (68, 186),
    "msgrcv": (70, 188),
    "msgsnd": (69, 189),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "perf_event_open": (298, 241),
    "personality": (135, 92),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "pivot_root": (155, 41),
    "prlimit64": (302, 261),
    "process_madvise": (440, 440),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "semctl": (66, 191),
    "semget": (64, 190),
    "semop": (65, 193),
    "semtimedop": (220, 192),
    "setdomainname": (171, 162),
    "sethostname": (170, 161),
    "setns": (308, 268),
    "setpriority": (141, 140),
    "setxattr": (188, 5),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "shmget": (29, 194),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "tgkill": (234, 131),
    "tkill": (200, 130),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
    "utime": (132, None),
    "utimensat": (280, 88),
    "utimes": (235, None),
    "vhangup": (153, 58),
}

_ALWAYS = (  # noqa: SIM905 - sixty names read best as prose
    # the network, and every kind of socket there is
    "socket connect bind listen accept accept4 "
    # namespaces, mounts, files by handle
    "unshare setns mount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr "
    "open_by_handle_at name_to_handle_at quotactl quotactl_fd fanotify_init "
    # other processes
    "ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd migrate_pages move_pages "
    "setpriority ioprio_set "
    # memory that no watchdog sees
    "memfd_create memfd_secret shmget shmat shmctl semget semop semtimedop semctl msgget msgsnd msgrcv msgctl "
    "mq_open mq_unlink "
    # little-used kernel
    "io_uring_setup io_uring_enter io_uring_register userfaultfd bpf perf_event_open keyctl add_key request_key "
    "personality modify_ldt iopl ioperm lookup_dcookie vhangup syslog acct swapon swapoff reboot kexec_load "
    "kexec_file_load init_module finit_module delete_module clock_settime clock_adjtime sethostname setdomainname"
).split()

# Without a process namespace: the same user's other processes and files are still in reach of these.
_SHARED_USER = (  # noqa: SIM905 - as above
    "chown fchown lchown fchownat setxattr lsetxattr fsetxattr inotify_init inotify_init1 "
    "sched_setaffinity sched_setattr sched_setparam sched_setscheduler"
).split()
_SHARED_USER_PRETENDED = (
    *("chmod", "fchmod", "fchmodat", "fchmodat2"),
    *("utime", "utimes", "utimensat", "futimesat"),
)
_SIGNALS = ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal")

# CLONE_NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET and NEWNS of <linux/sched.h>
_CLONE_NAMESPACES = 0x7E020000
_SOCK_TYPE_MASK, _SOCK_DGRAM = 0xF, 2
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C


@dataclass(frozen=True)
class Rule:
    """One system call and what becomes of it.

    With ``argument`` the rule holds only where that argument (its low 32 bits, masked) has one of ``values``, or with
    ``any_bit`` where it shares a bit with the mask, or with ``other`` where it has none of the values.
    """

    name: str
    error: int = errno.EPERM
    argument: int | None = None
    mask: int = 0xFFFFFFFF
    values: tuple[int, ...] = ()
    any_bit: bool = False
    other: bool = False


def rules(*, shared_user: bool = False, signals: bool = True) -> tuple[Rule, ...]:
    """Return what is refused.

    Args:
        shared_user: There is no process namespace and the run is the same user as the grader: refuse what changes
            files' modes, owners and times and other processes' scheduling, and what tells of others' use of files.
            ``chmod`` and ``utime`` pretend to succeed, as ``shutil.copy2`` calls them and an honest run does not
            depend on them.
        signals: Whether signals are allowed; where nothing else scopes them they have to be refused.
    """
    found = [Rule(name) for name in _ALWAYS]
    found += [
        # glibc falls back to clone, whose flags a filter can read.
        Rule("clone3", error=errno.ENOSYS),
        Rule("clone", argument=0, mask=_CLONE_NAMESPACES, any_bit=True),
        # A datagram pair can be pointed at any socket of the host by sendto(); a stream pair cannot.
        Rule("socketpair", argument=1, mask=_SOCK_TYPE_MASK, values=(_SOCK_DGRAM,)),
        # Keystrokes for the grader's terminal.
        Rule("ioctl", argument=1, values=(_TIOCSTI, _TIOCLINUX)),
        # Another process's limits; 0 is one's own.
        Rule("prlimit64", argument=0, values=(0,), other=True),
    ]
    if shared_user:
        found += [Rule(name) for name in _SHARED_USER]
        found += [Rule(name, error=0) for name in _SHARED_USER_PRETENDED]
    if not signals:
        found += [Rule(name) for name in _SIGNALS]
    return tuple(found)


def compile_filter(rules: tuple[Rule, ...], machine: str | None = None) -> bytes:
    """Return the filter as an array of ``struct sock_filter``.

    Args:
        rules: What is refused; all else is allowed.
        machine: As ``platform.machine()`` names it; this machine if None.

    Raises:
        OSError: No numbers are known for the machine.
    """
    machine = machine or platform.machine()
    if machine not in _AUDIT_ARCH:
        raise OSError(errno.ENOTSUP, f"no system call table for {machine!r}; known: {', '.join(_AUDIT_ARCH)}")
    column = list(_AUDIT_ARCH).index(machine)
    code = [
        _instruction(_LOAD_WORD, _ARCH_AT),
        _instruction(_JUMP_EQUAL, _AUDIT_ARCH[machine], 1, 0),
        _instruction(_RETURN, _KILL_PROCESS),
        _instruction(_LOAD_WORD, _NUMBER_AT),
    ]
    if machine == "x86_64":
        # The x32 table has other numbers for the same calls.
        code += [_instruction(_JUMP_GREATER_EQUAL, _X32_BIT, 0, 1), _instruction(_RETURN, _KILL_PROCESS)]
    for rule in rules:
        number = _NUMBERS[rule.name][column]
        if number is not None:
            code += _block(rule, number)
    return b"".join([*code, _instruction(_RETURN, _ALLOW)])


def _block(rule: Rule, number: int) -> list[bytes]:
    """Return instructions that refuse one call, or fall through with its number still loaded."""
    refuse = _instruction(_RETURN, _ERRNO | rule.error)
    if rule.argument is None:
        return [_instruction(_JUMP_EQUAL, number, 0, 1), refuse]
    body = [_instruction(_LOAD_WORD, _ARGUMENTS_AT + 8 * rule.argument)]
    if rule.any_bit:
        body += [_instruction(_JUMP_ANY_BIT, rule.mask, 0, 1), refuse]
    else:
        body.append(_instruction(_AND, rule.mask))
        for place, value in enumerate(rule.values):
            to_refuse = len(rule.values) - 1 - place
            past_it = to_refuse + 1
            last = place == len(rule.values) - 1
            if rule.other:
                body.append(_instruction(_JUMP_EQUAL, value, past_it, 0))
            else:
                body.append(_instruction(_JUMP_EQUAL, value, to_refuse, 1 if last else 0))
        body.append(refuse)
    body.append(_instruction(_LOAD_WORD, _NUMBER_AT))
    return [_instruction(_JUMP_EQUAL, number, 0, len(body)), *body]


def _instruction(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, operand)
