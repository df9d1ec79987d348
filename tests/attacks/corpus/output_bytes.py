# tries: to print what is no text, and escape codes for a terminal
# ends: completed
import sys

sys.stdout.buffer.write(bytes(range(256)) * 4 + b"\x1b]0;owned\x07\x1b[2J\x9b31m\xff\xfe")
