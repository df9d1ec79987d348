# tries: to leave folders that cannot be cleared away
# ends: completed
import os

for number in range(20):
    os.makedirs(f"locked{number}/inside")
    open(f"locked{number}/inside/file", "w").write("x")
    os.chmod(f"locked{number}/inside/file", 0)
    os.chmod(f"locked{number}/inside", 0)
    os.chmod(f"locked{number}", 0)
