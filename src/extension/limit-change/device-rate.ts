import type { DeviceChange } from '../../shared/model/limit-change.ts';

export type DeviceRate = keyof DeviceChange;

interface RateWords {
  readonly name: string;
  /** What `io.max` of version 2 calls it, and the file of version 1. */
  readonly key: string;
  readonly file: string;
  readonly isBytes: boolean;
}

/** What can be limited of a device, in the order in which it is offered. */
export const DEVICE_RATES: Readonly<Record<DeviceRate, RateWords>> = {
  readBytes: { name: 'Bytes read', key: 'rbps', file: 'blkio.throttle.read_bps_device', isBytes: true },
  writeBytes: { name: 'Bytes written', key: 'wbps', file: 'blkio.throttle.write_bps_device', isBytes: true },
  readOperations: { name: 'Read operations', key: 'riops', file: 'blkio.throttle.read_iops_device', isBytes: false },
  writeOperations: { name: 'Write operations', key: 'wiops', file: 'blkio.throttle.write_iops_device', isBytes: false },
};

export const DEVICE_RATE_NAMES = ['readBytes', 'writeBytes', 'readOperations', 'writeOperations'] as const;
