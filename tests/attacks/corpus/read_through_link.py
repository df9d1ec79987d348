# tries: to read the rubric through a symbolic link of its own
# ends: raised
# open: none
import os

os.symlink(os.environ["BAIT"] + "/rubrics/exam.yaml", "mine.txt")
print(open("mine.txt").read())
