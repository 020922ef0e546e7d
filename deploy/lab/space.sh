#!/bin/sh
# Holds what a virtual machine writes and the releases it sees, for as long as it runs, whatever becomes of the machine:
# space.sh SPACE RELEASES PACKAGES SIZE; each release leads to its source, PACKAGES is where this checkout's libraries are.
set -eu
space=$1 releases=$2 packages=$3
mount -t tmpfs -o "size=$4,mode=755" space "$space"
for release in "$releases"/*; do
    mkdir "$release/all"
    mount --bind "$release/source" "$release/all"
    mount -o remount,bind,ro "$release/all"
    mount --bind "$release/venv" "$release/all/.venv"
    mount --bind "$packages" "$release/all/.venv/lib/$(basename "$(dirname "$packages")")/site-packages"
    # Where this checkout stands is another matter: the release is what its own folder holds.
    for path in "$packages"/__editable__*.pth; do
        mount --bind "$release/path.pth" "$release/all/.venv/lib/$(basename "$(dirname "$packages")")/site-packages/$(basename "$path")"
    done
done
touch "$space/ready"
exec sleep infinity
