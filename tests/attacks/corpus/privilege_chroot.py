# tries: to climb out by chroot
# ends: raised
import os

os.mkdir("c")
os.chroot("c")
os.chdir("../../../../..")
os.chroot(".")
print(os.environ["MARK"])
