# tries: to hand in a hundred thousand files
# ends: completed, raised, killed
for number in range(100_000):
    open(f"../out/{number}", "w").close()
