import { chmod, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Spec } from '../../src/helper/run/spec/spec-schema.ts';
import { copyRootfs } from '../lab/rootfs.ts';

const PROGRAMS = resolve(import.meta.dirname, '../../native/build');

/** A folder for an OCI bundle, whose root has busybox and /observe; everybody can reach it. */
export class RunBundle {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @param programs of native/test, which the root has beside /observe */
  static async make(programs: readonly string[] = []): Promise<RunBundle> {
    const folder = await mkdtemp(join(tmpdir(), 'ci-run-'));
    await chmod(folder, 0o755);
    const bundle = new RunBundle(folder);
    await copyRootfs(bundle.root);
    for (const name of ['observe', ...programs]) await copyFile(join(PROGRAMS, name), bundle.inside(name));
    return bundle;
  }

  get root(): string {
    return join(this.folder, 'rootfs');
  }

  /** Where a path of the container is outside. */
  inside(path: string): string {
    return join(this.root, path);
  }

  async writeConfig(spec: Spec): Promise<void> {
    // Of all numbers only this one is too large to be written as it was read.
    const json = JSON.stringify(spec).replaceAll('18446744073709552000', '18446744073709551615');
    await writeFile(join(this.folder, 'config.json'), json);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
