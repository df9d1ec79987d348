# tries: to leave a program of the system running
# ends: completed
import subprocess

subprocess.Popen(["setsid", "--fork", "sleep", "600"])
