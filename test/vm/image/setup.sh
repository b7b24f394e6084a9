#!/bin/sh
# Makes a test machine of a fresh Debian root folder, its only argument. Runs on
# the machine that builds the image, when all packages are installed.
set -eu
root=$1
here=$(dirname "$0")

# What was needed to install: whatever is said about registries stays on this machine.
rm -f "$root"/etc/apt/sources.list "$root"/etc/apt/sources.list.d/* "$root"/etc/apt/apt.conf.d/99mmdebstrap
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*

echo container-internals >"$root/etc/hostname"
printf '127.0.0.1 localhost container-internals\n' >"$root/etc/hosts"
: >"$root/etc/resolv.conf"
printf '/dev/vdb /srv/container-internals ext4 defaults 0 0\n' >"$root/etc/fstab"
mkdir -p "$root/srv/container-internals"

# The ordinary user: no login is needed for its systemd and its D-Bus to run.
chroot "$root" useradd --create-home --uid 1000 --user-group --shell /bin/bash ordinary
mkdir -p "$root/var/lib/systemd/linger"
: >"$root/var/lib/systemd/linger/ordinary"
# Of the controllers systemd delegates only memory and pids to users by itself; systemd.resource-control(5).
mkdir -p "$root/etc/systemd/system/user@.service.d"
printf '[Service]\nDelegate=cpu cpuset io memory pids\n' >"$root/etc/systemd/system/user@.service.d/delegate.conf"

# No network: without a bridge and packet filter Docker is up sooner.
mkdir -p "$root/etc/docker"
cat >"$root/etc/docker/daemon.json" <<JSON
{ "bridge": "none", "iptables": false, "ip-forward": false }
JSON

# What a machine that lives for two minutes does not need.
for unit in getty@tty1.service serial-getty@ttyS0.service systemd-timesyncd.service systemd-networkd.service \
  apparmor.service lxc.service lxc-net.service lxc-monitord.service podman.service podman.socket podman-restart.service \
  podman-auto-update.service podman-auto-update.timer apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \
  e2scrub_reap.service e2scrub_all.timer fstrim.timer systemd-tmpfiles-clean.timer systemd-update-utmp.service \
  systemd-random-seed.service systemd-pstore.service remote-fs.target; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
cp "$here/container-internals-tests.service" "$root/etc/systemd/system/"
chroot "$root" systemctl enable container-internals-tests.service docker.service
