# tries: to become root
# ends: raised
import os

os.setuid(0)
print(os.environ["MARK"])
