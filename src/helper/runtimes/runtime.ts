import type { NameSource, RuntimeId } from '../../shared/model/container.ts';
import type { ProcessId } from '../../shared/model/process.ts';
import type { Reading } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import type { HttpAnswer } from './socket-http.ts';

/**
 * What one container runtime adds to what the kernel tells: how it names its cgroups, which program starts its
 * containers, and where it keeps their names. One file per runtime implements this; `table.ts` lists them in the order
 * in which they are asked. All text is bytes chosen by others (`ByteString`): it is escaped where it leaves the helper.
 */
export interface Runtime {
  readonly id: RuntimeId;

  /**
   * Recognises `segments[index]` of a cgroup path as the cgroup of one container of this runtime. Pure and fast: it is
   * called once for each segment of each distinct path.
   */
  matchCgroup?(segments: readonly ByteString[], index: number): CgroupMatch | undefined;

  /**
   * Recognises the program that started a process with namespaces of its own: the nearest ancestors outside it, parent
   * first. Pure and fast. The name of a program proves nothing; it only names what the namespaces have shown.
   */
  matchLauncher?(ancestors: readonly Ancestor[]): LauncherMatch | undefined;

  /** Containers that the runtime has on record on disk, for those whose cgroup can have any name. */
  recorded?(context: RuntimeContext): Promise<readonly RecordedContainer[]>;

  /** Name, image and pod of one container. What cannot be found is left out; it never throws for a missing source. */
  describe?(container: Candidate, context: RuntimeContext): Promise<Description>;

  /** Asks the runtime to pause a container, or to let it go on, so that it knows. Never throws. */
  pause?(request: PauseRequest, control: RuntimeControl): Promise<PauseAnswer>;
}

export interface PauseRequest {
  /** The id in the runtime's own words, as far as it is known. */
  readonly containerId: ByteString | undefined;
  readonly initPid: number;
  readonly paused: boolean;
  /** When the answer must be there, in monotonic milliseconds. */
  readonly until: number;
}

export type PauseAnswer =
  /** It did as asked. */
  | { readonly kind: 'done' }
  /** Its own record has said so before. */
  | { readonly kind: 'already' }
  /** None that can be reached knows this container. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly message: ByteString }
  /** It was asked, and did not answer in time. `takenBack` settles once it was asked for the contrary, where it must be. */
  | { readonly kind: 'timeout'; readonly takenBack: Promise<unknown> };

export interface CgroupMatch {
  /** The id in the runtime's own words. Absent for `payload: false`. */
  readonly containerId?: ByteString;
  /** False for a monitor's cgroup (conmon, lxc.monitor, supervisor): what is in it belongs to the host. */
  readonly payload: boolean;
  /** The pod that the path names. */
  readonly podId?: ByteString;
  /** True where anybody could well use such a name: the match then needs the launcher to agree. */
  readonly weak?: boolean;
}

export interface Ancestor {
  readonly pid: number;
  readonly comm: ByteString;
}

export interface LauncherMatch {
  /** A sandbox has no record at any runtime; its name is made of the launcher's. */
  readonly kind: 'container' | 'sandbox';
  /** A short name of the launcher for people, such as `bwrap` or `chromium`. */
  readonly label: string;
  /** True where the launcher always gives its container a cgroup of its own, whatever its path (a containerd shim). */
  readonly ownsCgroup: boolean;
}

export interface RecordedContainer {
  readonly containerId: ByteString;
  readonly init: ProcessId;
  readonly bundle?: ByteString;
}

/** A container found in the kernel, before it has a name. */
export interface Candidate {
  readonly runtime: RuntimeId;
  /** From the cgroup path, the record or the launcher; absent for sandboxes. */
  readonly containerId?: ByteString;
  readonly podId?: ByteString;
  readonly init: ProcessId;
  readonly initComm: ByteString;
  /** The nearest processes outside the container, parent of init first. */
  readonly ancestors: readonly Ancestor[];
  /** The path of the container's own cgroup, in the hierarchy in which it was recognised. */
  readonly cgroupPath: ByteString;
  readonly bundle?: ByteString;
}

export interface Description {
  readonly name?: ByteString;
  readonly nameSource?: NameSource;
  readonly image?: ByteString;
  readonly pod?: { readonly id: ByteString; readonly name?: ByteString; readonly namespace?: ByteString };
  /** A better id than the cgroup's, where the runtime has one. */
  readonly containerId?: ByteString;
  /** A better runtime than the cgroup's: containerd's shim may run for Docker or Kubernetes. */
  readonly runtime?: RuntimeId;
  /** True for pause and infra containers: they hold a pod's namespaces and are not listed. */
  readonly infrastructure?: boolean;
}

/**
 * How runtimes reach beyond the kernel. Every read runs in a process of its own that is killed when it hangs, opens
 * regular files only, and is capped in size.
 */
export interface RuntimeContext {
  /** The whole of a regular file; `error` with `EFBIG` over 8 MiB. */
  readFile(path: string): Promise<Reading<ByteString>>;
  /** The names in a folder. */
  listFolder(path: string): Promise<Reading<readonly ByteString[]>>;
  /** The arguments of a process. */
  commandLine(pid: number): Promise<Reading<readonly ByteString[]>>;
  /** GET over HTTP on a Unix socket: the parsed JSON of a 200 answer; 2 s and 8 MiB at most. */
  getJson(socket: string, path: string): Promise<Reading<unknown>>;
  /** `$XDG_RUNTIME_DIR` of the user that the helper works as, for rootless runtimes. */
  readonly userRuntimeFolder?: string;
  readonly homeFolder: string;
}

/** How runtimes are asked to change something; apart from what they are asked for names with. */
export interface RuntimeControl extends RuntimeContext {
  /** POST over HTTP on a Unix socket, `content` as JSON: the answer, whatever its status. */
  post(socket: string, path: string, deadlineMs: number, content?: object): Promise<Reading<HttpAnswer>>;
}
