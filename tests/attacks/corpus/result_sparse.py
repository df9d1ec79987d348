# tries: to hand in a terabyte of nothing
# ends: raised, killed, completed
import os

with open("../out/recording.jsonl", "wb") as file:
    os.truncate(file.fileno(), 1 << 40)
