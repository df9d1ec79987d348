# tries: to import the reference answers
# ends: raised
# open: none
import os, sys

sys.path.insert(0, os.environ["BAIT"] + "/reference")
import solution

print(solution.KEY)
