# tries: to fill the grader's disk with a result
# ends: completed, raised, killed
with open("../out/recording.jsonl", "wb") as file:
    while True:
        file.write(bytes(1 << 20))
