# tries: to empty the rubric without opening it
# ends: raised
# open: none/user
import os

os.truncate(os.environ["BAIT"] + "/rubrics/exam.yaml", 0)
print(os.environ["MARK"])
