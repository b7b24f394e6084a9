#!/bin/sh
# What the test machine runs, as root, in a service of its own. Its output goes
# over the serial line; what else it leaves is in results/ of the data disk.
# The machine is switched off when this ends.
cd /srv/container-internals || exit
export HOME=/root PATH="$PWD/bin:$PATH" NO_COLOR=1
CONTAINER_INTERNALS_VM=$(cat machine)
export CONTAINER_INTERNALS_VM
# What systemd tells a service makes Podman keep its monitor in the service's cgroup.
unset INVOCATION_ID JOURNAL_STREAM
mkdir -p results
if [ -e shell ]; then
  exec bash -l
fi
read -r up _ </proc/uptime
echo "ready after $up s"
# Through a pipe, since vitest draws progress on a terminal.
{
  xargs --delimiter='\n' --arg-file=vitest-arguments node node_modules/vitest/vitest.mjs run --project vm \
    --passWithNoTests --reporter=verbose --reporter=json --outputFile.json=results/vm.json 2>&1
  echo $? >results/status
} | cat
journalctl --boot --no-pager --output=short-monotonic >results/journal.txt 2>&1
sync
read -r up _ </proc/uptime
echo "done after $up s"
