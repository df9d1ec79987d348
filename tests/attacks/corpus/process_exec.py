# tries: to become another program
# ends: completed
import os

os.execv("/bin/sh", ["sh", "-c", "echo I am a shell now; cat /etc/shadow; exit 0"])
