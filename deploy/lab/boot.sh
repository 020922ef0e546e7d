#!/bin/sh
# Runs as process 1 of new namespaces: puts a copy-on-write view of this machine's files in place, then becomes systemd.
# boot.sh SPACE NAME RELEASE: SPACE is a tmpfs that outlives a reboot; RELEASE holds what is served, read only.
set -eu
space=$1 name=$2 release=$3
root=$space/root
fresh=
[ -d "$space/upper" ] || fresh=yes
mkdir -p "$space/upper" "$space/work" "$root"
mount -t overlay -o "lowerdir=/,upperdir=$space/upper,workdir=$space/work" vm "$root"
cd "$root"
if [ "$fresh" ]; then
    # A machine as it comes: nothing starts by itself but what systemd brings along, and nothing of this one's is left.
    rm -rf etc/systemd/system/*.wants etc/systemd/system/*.requires etc/netns
    for unit in systemd-udevd.service systemd-udev-trigger.service systemd-logind.service getty.target e2scrub_reap.service \
        systemd-modules-load.service kmod-static-nodes.service systemd-firstboot.service; do
        ln -sf /dev/null "etc/systemd/system/$unit"
    done
    : >etc/fstab
    echo "$name" >etc/hostname
    echo "::1 localhost $name" >etc/hosts
    rm -f etc/machine-id etc/resolv.conf
    : >etc/machine-id
    cp "$space/resolv.conf" etc/resolv.conf
    mkdir -p opt/shortener/releases
    for one in "$release"/*; do mkdir -p "opt/shortener/releases/${one##*/}"; done
fi
for one in "$release"/*; do
    mount --rbind "$one/all" "opt/shortener/releases/${one##*/}"
done
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755,size=1m dev dev
for device in null zero full random urandom tty; do
    : >"dev/$device"
    mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/pts dev/shm dev/net
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=1777 shm dev/shm
mount -t tmpfs -o mode=755 run run
mount -t tmpfs -o mode=1777 tmp tmp
hostname "$name"
mkdir -p mnt/machine
pivot_root . mnt/machine
umount -l /mnt/machine
mount --make-rshared /  # as on a machine; systemd leaves that to whoever makes a container
exec env -i container=lab PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --unit=multi-user.target
