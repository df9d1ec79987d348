# tries: to change a library for the next run
# ends: completed
# open: none/user
import os, sys

for file in (os.environ["SITE"] + "/numpy/__init__.py", sys.executable, os.__file__):
    try:
        open(file, "r+b").close()
        print(file, os.environ["MARK"])
    except OSError:
        pass
try:
    open(os.environ["SITE"] + "/attack.pth", "x").close()
    os.unlink(os.environ["SITE"] + "/attack.pth")
    print(os.environ["MARK"])
except OSError:
    pass
