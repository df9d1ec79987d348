# tries: to swap a result for a link while it is collected
# ends: completed
import os, sys, time

if os.fork() == 0:
    os.setsid()
    while True:
        try:
            open("../out/t", "w").write("x")
            os.rename("../out/t", "../out/recording.jsonl")
            os.symlink(os.environ["BAIT"] + "/rubrics/exam.yaml", "../out/l")
            os.rename("../out/l", "../out/recording.jsonl")
        except OSError:
            pass
time.sleep(0.5)
