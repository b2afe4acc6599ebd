"""`python -m tests.fakes.exact [port]`: prints its address; ends when nobody holds its input."""

import sys
import threading

from tests.fakes.exact.server import serve


def main() -> None:
    server = serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    sys.stdin.read()  # whoever started this is gone when its end is closed


main()
