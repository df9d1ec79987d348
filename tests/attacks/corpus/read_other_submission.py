# tries: to read another student's work
# ends: raised
# open: none
import os

print(open(os.environ["BAIT"] + "/submissions/bob.py").read())
