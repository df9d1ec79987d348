# tries: to fill the disk from its working folder
# ends: raised, killed
number = 0
while True:
    with open(f"f{number}", "wb") as file:
        file.write(bytes(4 << 20))
    number += 1
