# tries: to put its own work in another's place
# ends: raised
# open: none/user
import os

open("own.py", "w").write("pass")
os.rename("own.py", os.environ["BAIT"] + "/submissions/bob.py")
print(os.environ["MARK"])
