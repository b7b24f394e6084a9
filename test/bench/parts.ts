// What is measured on which machine: each part makes its own crowd.
import { measureCold } from './cold.ts';
import type { Context } from './context.ts';
import { makeCgroupRoots, startCrowd } from './crowd.ts';
import { measureCurrent } from './current.ts';
import { measureDocker } from './docker.ts';
import { measureExtension } from './extension.ts';
import { measureFootprint } from './footprint.ts';
import { measurePage } from './page.ts';
import { type Row, skippedRow } from './row.ts';
import { measureSampling } from './sampling.ts';

const PLAIN = { processes: 3000 } as const;
const LARGE = { processes: 5000, containers: 300 } as const;
const plainly = '3,000 processes';
const largely = '5,000 processes and 300 containers';
const isRoot = process.geteuid?.() === 0;

/** Name -> measurement, in the order of the table. */
export const PARTS: Readonly<Record<string, (context: Context) => Promise<Row[]>>> = {
  extension: measureExtension,
  plain: async (context) => {
    const crowd = await startCrowd(context.crowd, PLAIN, context.undo);
    const rows = [...(await measureCold(context, plainly)), ...(await measureCurrent(context, plainly))];
    await crowd.stop();
    return rows;
  },
  large: async (context) => {
    if (!isRoot) return [skippedRow(`all at ${largely}`, 'containers with cgroups of their own need root')];
    const { roots, remove } = makeCgroupRoots(`lab-bench-${process.pid}`, context.undo);
    const crowd = await startCrowd(context.crowd, { ...LARGE, cgroupRoots: roots }, context.undo);
    const rows = [
      ...(await measureFootprint(context, largely, LARGE.containers)),
      ...(await measureCold(context, largely, LARGE.containers)),
      ...(await measureCurrent(context, largely)),
    ];
    await crowd.stop();
    await remove();
    return rows;
  },
  docker: measureDocker,
  sampling: measureSampling,
  page: measurePage,
};
