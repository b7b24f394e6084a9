import { PRESSURE, VERSION_2 } from './docs.ts';
import { knobs } from './table.ts';

export const IO_V2 = [
  ...knobs(2, `${VERSION_2}#io-interface-files`, {
    'io.max devices':
      'Hard limits on bytes and operations a second for each device: at them, reads and writes have to wait.',
    'io.weight devices':
      'Share of the time of a busy device compared to the cgroups beside it: 1 to 10000, normally 100.',
    'io.stat devices': 'Bytes and operations read, written and discarded so far, for each device.',
    'io.low devices':
      'Bytes and operations a second that cgroups get before others may have more; experimental, gone in newer kernels.',
    'io.cost.qos devices': 'How slow a device may get before io.weight holds reads and writes back.',
    'io.cost.model devices': 'How much io.weight takes each read and write on a device to cost.',
  }),
  ...knobs(2, 'block/bfq-iosched.html#interface', {
    'io.bfq.weight devices': 'Share of a busy device where the scheduler BFQ is in use: 1 to 1000, normally 100.',
  }),
  ...knobs(2, `${VERSION_2}#io-latency-interface-files`, {
    'io.latency devices':
      'How long reads and writes may take: when they take longer, cgroups beside this one with a longer target are slowed.',
  }),
  ...knobs(2, `${VERSION_2}#io-priority`, {
    'io.prio.class text':
      'Priority for reads and writes of these processes: no-change, promote-to-rt (raise), restrict-to-be (cap) or idle.',
  }),
  ...knobs(2, PRESSURE, {
    'io.pressure text':
      'Share of time in which processes waited for reads and writes: at least one (some), or all at once (full).',
  }),
];
