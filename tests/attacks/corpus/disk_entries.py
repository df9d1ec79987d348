# tries: to use up the disk's entries
# ends: raised, killed
number = 0
while True:
    open(f"f{number}", "w").close()
    number += 1
