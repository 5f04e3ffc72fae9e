"""Fails if a locked package, of any platform or feature, asks for a newer Rust than we promise.

The standard library's side of the promise is watched by clippy's `incompatible_msrv`.
"""

import json
import subprocess
import sys


def version(text):
    parts = [int(part) for part in text.split(".")]
    return parts + [0] * (3 - len(parts))


metadata = json.loads(
    subprocess.check_output(["cargo", "metadata", "--format-version=1", "--locked"])
)
ours = set(metadata["workspace_members"])
packages = [package for package in metadata["packages"] if package["rust_version"]]
promised = min(
    (package["rust_version"] for package in packages if package["id"] in ours), key=version
)
newer = [
    f"{package['name']} {package['version']} needs Rust {package['rust_version']}"
    for package in packages
    if version(package["rust_version"]) > version(promised)
]
if newer:
    sys.exit("\n".join([*newer, f"but the workspace promises {promised}"]))
silent = len(metadata["packages"]) - len(packages)
print(f"{len(packages)} packages build with Rust {promised} or older; {silent} do not say")
