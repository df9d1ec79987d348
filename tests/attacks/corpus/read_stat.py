# tries: to learn that the rubric is there, and how long it is
# ends: raised
# open: none, landlock
import os

print(os.stat(os.environ["BAIT"] + "/rubrics/exam.yaml").st_size, os.environ["MARK"])
