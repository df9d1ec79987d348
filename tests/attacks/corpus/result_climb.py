# tries: to place results above the results folder
# ends: completed
import os

os.makedirs("../out/..x", exist_ok=True)
open("../out/../escaped.json", "w").write("x")
open("../out/..%2f..%2fescaped.json", "w").write("x")
