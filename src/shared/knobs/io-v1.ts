import { VERSION_1, VERSION_2 } from './docs.ts';
import type { KnobUnit } from './knob-words.ts';
import { knobs } from './table.ts';

const PAGE = `${VERSION_1}/blkio-controller.html`;
const WEIGHT_FILES = `${PAGE}#proportional-weight-policy-files`;
const THROTTLE_FILES = `${PAGE}#throttling-upper-limit-policy-files`;

/** Counts that `blkio.` (scheduler CFQ), `blkio.bfq.` and in part `blkio.throttle.` have, and again with the cgroups below. */
const TRANSFERS = {
  io_service_bytes: 'Bytes read and written so far, for each device',
  io_serviced: 'Reads and writes so far, for each device',
};
const COUNTS = {
  ...TRANSFERS,
  io_service_time: 'Time that devices took for reads and writes, in nanoseconds',
  io_wait_time: 'Time that reads and writes waited to be sent to the device, in nanoseconds',
  io_merged: 'Reads and writes that were joined with others, for each device',
  io_queued: 'Reads and writes that wait right now, for each device',
  time: 'Time that each device gave to this cgroup',
  sectors: 'Sectors of 512 bytes read and written so far, for each device',
};
/** Counts that the kernel has only when it was built for debugging. */
const DEBUG_COUNTS = {
  avg_queue_size: 'Average number of reads and writes that waited, for each device',
  group_wait_time: 'Time that this cgroup waited for its turn on each device, in nanoseconds',
  empty_time: 'Time in which nothing waited to be read or written, in nanoseconds',
  idle_time: 'Time that each device was kept idle to wait for more from this cgroup, in nanoseconds',
  dequeue: 'How often this cgroup left the queue of each device',
};

export const IO_V1 = [
  ...knobs(1, THROTTLE_FILES, {
    'blkio.throttle.read_bps_device devices':
      'Limit on bytes read a second, for each device: at it, reads have to wait.',
    'blkio.throttle.write_bps_device devices':
      'Limit on bytes written a second, for each device: at it, writes have to wait.',
    'blkio.throttle.read_iops_device devices': 'Limit on reads a second, for each device: at it, reads have to wait.',
    'blkio.throttle.write_iops_device devices':
      'Limit on writes a second, for each device: at it, writes have to wait.',
    ...counts('blkio.throttle.', TRANSFERS),
    ...counts('blkio.throttle.', TRANSFERS, true),
  }),
  ...knobs(1, WEIGHT_FILES, {
    'blkio.bfq.weight weight': 'Share of busy devices where the scheduler BFQ is in use: 1 to 1000, normally 100.',
    'blkio.bfq.weight_device devices': 'Shares that replace blkio.bfq.weight, for each device.',
    ...counts('blkio.bfq.', COUNTS),
    ...counts('blkio.bfq.', COUNTS, true),
    ...counts('blkio.bfq.', DEBUG_COUNTS),
    'blkio.weight weight':
      'Share of busy devices where the scheduler CFQ is in use: 10 to 1000, normally 500; gone since Linux 5.0.',
    'blkio.weight_device devices': 'Shares that replace blkio.weight, for each device.',
    'blkio.leaf_weight weight': 'Share of the processes right here compared to the cgroups below this one.',
    'blkio.leaf_weight_device devices': 'Shares that replace blkio.leaf_weight, for each device.',
    ...counts('blkio.', COUNTS),
    ...counts('blkio.', COUNTS, true),
    ...counts('blkio.', DEBUG_COUNTS),
    'blkio.unaccounted_time devices': 'Time on each device that was not counted as used by this cgroup.',
  }),
  ...knobs(1, `${PAGE}#common-files-among-various-policies`, {
    'blkio.reset_stats text': 'Writing a number sets the counts of this cgroup back to zero.',
  }),
  ...knobs(1, `${VERSION_2}#io-priority`, {
    'blkio.prio.class text':
      'Priority for reads and writes of these processes: no-change, promote-to-rt (raise), restrict-to-be (cap) or idle.',
  }),
];

function counts(prefix: string, table: Readonly<Record<string, string>>, below = false) {
  const rows: Record<`${string} ${KnobUnit}`, string> = {};
  for (const [name, words] of Object.entries(table)) {
    rows[`${prefix}${name}${below ? '_recursive' : ''} devices`] =
      `${words}${below ? ', those of cgroups below included' : ''}.`;
  }
  return rows;
}
