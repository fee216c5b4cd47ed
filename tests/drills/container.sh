#!/bin/sh
# Build the image, run it as compose.yaml does, and ask it something: as an ordinary user, without
# capabilities, on a read-only root, with no network but its own loopback. No container engine is
# needed: buildah makes the image and bubblewrap runs it.
#
# From the repository's root, as root:
#     tests/drills/container.sh [OPTION of `buildah build`]...
# as --build-arg BASE=IMAGE where the default base cannot be fetched. IMAGE=NAME runs one that is
# built already; BUILDAH may hold options, as "buildah --root FOLDER".
set -eu
BUILDAH=${BUILDAH:-buildah}
if [ -z "${IMAGE:-}" ]; then
    IMAGE=konkyo-drill
    $BUILDAH build --isolation chroot --tag $IMAGE "$@" .
fi
container=$($BUILDAH from --pull-never "$IMAGE")
root=$(mktemp -d)
finish() {
    umount "$root" 2>/dev/null || true
    rmdir "$root"
    $BUILDAH rm "$container" >/dev/null
}
trap finish EXIT
chmod 755 "$root"
# Where images are kept, only root may look.
mount --bind "$($BUILDAH mount "$container")" "$root"

user=$($BUILDAH inspect --format '{{.OCIv1.Config.User}}' "$container")
settings=$($BUILDAH inspect --format '{{range .OCIv1.Config.Env}}{{.}} {{end}}' "$container")
# shellcheck disable=SC2086  # Each setting is a word, and none has a blank.
setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups \
    bwrap --unshare-all --die-with-parent --cap-drop ALL \
    --ro-bind "$root" / --proc /proc --dev /dev --tmpfs /tmp --chdir /app \
    env -i $settings python - <<'PYTHON'
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request

SITE = f"http://127.0.0.1:{os.environ['PORT']}"


def get(path: str) -> dict[str, object]:
    with urllib.request.urlopen(SITE + path, timeout=60) as reply:
        return json.load(reply)


status = dict(line.rstrip("\n").split(":\t", 1) for line in open("/proc/self/status"))
if os.getuid() == 0 or int(status["CapEff"], 16) or status["NoNewPrivs"] != "1":
    sys.exit(f"it has rights: {os.getuid()} {status}")
if socket.if_nameindex() != [(1, "lo")]:
    sys.exit(f"it has a network: {socket.if_nameindex()}")
if found := [tool for tool in ("gcc", "cc", "make", "pip") if shutil.which(tool)]:
    sys.exit(f"it has tools: {found}")
for folder in ("/", "/app", "/index", "/etc", "/usr"):
    try:
        open(f"{folder}/written", "w")
    except OSError:
        continue
    sys.exit(f"{folder} can be written to")

began = time.monotonic()
server = subprocess.Popen([sys.executable, "-m", "service"])
while server.poll() is None:
    try:
        ready = get("/ready")
        break
    except OSError:
        time.sleep(0.1)
else:
    sys.exit(f"it ended with status {server.returncode}")
print(f"ready after {time.monotonic() - began:.1f} s, {ready}")
said = get("/ask?q=" + urllib.parse.quote("バイデン政権の新たな輸出規制は何を目的としている？"))
print(said["status"], said["answer"], said["citations"][0]["quote"])
if not said["citations"][0]["quote"]:
    sys.exit("it cites nothing")
rss = next(line for line in open(f"/proc/{server.pid}/status") if line.startswith("VmHWM"))
server.send_signal(signal.SIGTERM)
ended = server.wait(30)
print(f"{rss.strip()}; ended with status {ended}")
sys.exit(ended not in (0, -signal.SIGTERM))
PYTHON
