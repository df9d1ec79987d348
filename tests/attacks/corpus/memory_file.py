# tries: to use up the memory with a file that has no name
# ends: raised, completed
import os

file = os.memfd_create("hoard")
for _ in range(100):
    os.write(file, bytes(8 << 20))
print(os.environ["MARK"])
