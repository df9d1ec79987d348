# tries: to learn from command lines where things are
# ends: completed
# open: none
import glob

for file in glob.glob("/proc/[0-9]*/cmdline"):
    try:
        print(open(file).read())
    except OSError:
        pass
