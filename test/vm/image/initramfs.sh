#!/bin/sh
# Says what the kernel needs to find its root folder, before its package makes
# the initial file system: with all drivers it would be ten times as large, and
# unpacking it in software emulation would take seconds.
set -eu
root=$1
mkdir -p "$root/etc/initramfs-tools/conf.d"
printf 'MODULES=list\nCOMPRESS=gzip\nFSTYPE=ext4\n' >"$root/etc/initramfs-tools/conf.d/test-machine"
printf 'virtio_pci\nvirtio_blk\next4\n' >"$root/etc/initramfs-tools/modules"
