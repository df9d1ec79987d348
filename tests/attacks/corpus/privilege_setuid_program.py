# tries: to become root by a set-uid program
# ends: completed
import os, subprocess

for command in (["su", "-c", "id -u"], ["sudo", "-n", "id", "-u"], ["mount", "-t", "tmpfs", "x", "/mnt"], ["newgrp"]):
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=10)
        if done.stdout.strip() == b"0":
            print(os.environ["MARK"])
    except (OSError, subprocess.TimeoutExpired):
        pass
