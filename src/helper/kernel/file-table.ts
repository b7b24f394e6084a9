import { loadLibc, type Syscalls, type Waiting } from './syscalls.ts';

/** fcntl(2). */
const F_DUPFD_CLOEXEC = 1030;
/** Node has seen to it that it is open. */
const STDIN = 0;

/**
 * Has the kernel make room for `count` open files at once. Otherwise it makes their table longer each time it is full,
 * at 256, 512, 1024 and so on, and whoever opens a file then waits for 5 to 15 ms: where a process has threads,
 * expand_fdtable() in fs/file.c waits until all processors have passed a quiet state. Here another thread waits.
 *
 * @returns settles when it is done or was refused: then the kernel does as it always did
 */
export function makeRoomForFiles(syscalls: Syscalls, count: number): Promise<void> {
  const fcntl = loadLibc().func('int fcntl(int fd, int operation, int lowest)') as Waiting;
  return new Promise((settle) => {
    // The copy gets a number that is not below `count`, which the table must have room for. It shrinks no more.
    fcntl.async(STDIN, F_DUPFD_CLOEXEC, count, (_, copy) => {
      if (copy >= 0) syscalls.close(copy);
      settle();
    });
  });
}
