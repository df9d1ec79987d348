# tries: to fill the disk below a folder that cannot be listed
# ends: raised, killed
import os

os.mkdir("dark", 0o300)
number = 0
while True:
    with open(f"dark/f{number}", "wb") as file:
        file.write(bytes(4 << 20))
    number += 1
