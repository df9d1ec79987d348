# tries: to recurse without end
# ends: raised, killed, out_of_memory
import sys, threading

sys.setrecursionlimit(1 << 30)
threading.stack_size(512 << 20)


def deeper(n):
    return deeper(n + 1) + 1


worker = threading.Thread(target=deeper, args=(0,))
worker.start()
worker.join()
