# tries: to hang the grader with a pipe as its recording
# ends: completed
import os

os.mkfifo("../out/recording.jsonl")
