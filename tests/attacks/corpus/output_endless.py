# tries: to print without end
# ends: timed_out
# limits: wall=1.5
while True:
    print("x" * 10_000)
