import type { FileReader } from '../kernel/file-reader.ts';
import { BlockDevices } from './block-devices.ts';
import { OnlineCpus } from './online-cpus.ts';
import { PressureSupport } from './pressure-support.ts';

/** What samples need to know of the machine itself. */
export interface Machine {
  readonly cpus: OnlineCpus;
  readonly devices: BlockDevices;
  readonly pressure: PressureSupport;
}

export function thisMachine(files: FileReader): Machine {
  const read = (path: string) => files.read(-1, path);
  return {
    cpus: new OnlineCpus(read),
    devices: new BlockDevices((path) => files.link(-1, path)),
    pressure: new PressureSupport(read),
  };
}
