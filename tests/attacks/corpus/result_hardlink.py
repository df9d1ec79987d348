# tries: to hand in a second name of the rubric, or of the interpreter
# ends: completed, raised
import os, sys

for file in (os.environ["BAIT"] + "/rubrics/exam.yaml", sys.executable, "../job.json"):
    try:
        os.link(file, "../out/recording.jsonl")
        break
    except OSError:
        pass
