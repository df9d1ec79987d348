# tries: to find itself with rights of root's, or without what keeps it from winning them
# ends: completed
# open: none
import os

said = dict(line.split(":", 1) for line in open("/proc/self/status"))
rights = {name: said[name].strip() for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")}
if any(int(value, 16) for value in rights.values()) or said["NoNewPrivs"].strip() != "1":
    print(rights, said["NoNewPrivs"], os.environ["MARK"])
