# tries: to list who has handed in
# ends: raised
# open: none
import os

print(os.listdir(os.environ["BAIT"] + "/submissions"), os.environ["MARK"])
