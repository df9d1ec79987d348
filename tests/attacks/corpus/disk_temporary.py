# tries: to fill the disk from the folder for temporary files
# ends: raised, killed
import tempfile

while True:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(bytes(4 << 20))
