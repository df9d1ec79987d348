# tries: to write its score where the results go
# ends: raised
# open: none/user
import os

open(os.environ["RESULTS"] + "/report.json", "w").write('{"points": 100}')
print(os.environ["MARK"])
