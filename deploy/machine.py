"""What wheels must fit: processor and Python, as in `x86_64 python3.11`."""

import platform
import sys

sys.stdout.write(f"{platform.machine()} python{sys.version_info[0]}.{sys.version_info[1]}\n")
