#!/bin/sh
# What the test machine runs, as root, in a service of its own. Its output goes
# over the serial line; what else it leaves is in results/ of the data disk.
cd /srv/container-internals || exit
export HOME=/root PATH="$PWD/bin:$PATH" NO_COLOR=1 CONTAINER_INTERNALS_VM=1
mkdir -p results
if [ -e shell ]; then
  exec bash -l
fi
node node_modules/vitest/vitest.mjs run --project vm --passWithNoTests \
  --reporter=verbose --reporter=json --outputFile.json=results/vm.json $(cat vitest-arguments)
echo "vitest ended with status $?"
systemd-analyze >results/boot.txt 2>&1
systemd-analyze blame >>results/boot.txt 2>&1
journalctl --boot --no-pager >results/journal.txt 2>&1
sync
