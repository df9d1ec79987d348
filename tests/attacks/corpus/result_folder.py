# tries: to hand in a folder
# ends: completed
import os

os.makedirs("../out/recording.jsonl/deeper")
