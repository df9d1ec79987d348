# tries: to fill the disk with files it deletes but keeps open
# ends: raised, killed
import os

kept = []
while True:
    file = open("f", "wb")
    os.unlink("f")
    file.write(bytes(4 << 20))
    file.flush()
    kept.append(file)
