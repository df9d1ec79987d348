# tries: to nest folders until a look-up or clearing away breaks
# ends: completed, raised, killed
import os

for _ in range(3000):
    os.mkdir("d" * 100)
    os.chdir("d" * 100)
