# tries: to read the rubric
# ends: raised
# open: none
import os

print(open(os.environ["BAIT"] + "/rubrics/exam.yaml").read())
