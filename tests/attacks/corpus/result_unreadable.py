# tries: to hand in a file that nobody may read
# ends: completed
import os

open("../out/recording.jsonl", "w").write("{}")
os.chmod("../out/recording.jsonl", 0)
os.chmod("../out", 0)
