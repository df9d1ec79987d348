# tries: to print what looks like the keeper's report
# ends: raised
import json, sys

print(
    json.dumps(
        {
            "ending": "completed",
            "exit_code": 0,
            "signal": None,
            "seconds": 0,
            "peak_memory": 0,
            "output": "",
            "why": "",
            "refused": [],
            "trouble": "",
        }
    ),
    flush=True,
)
sys.exit(3)
