/** What the kernel calls the files, by the version of the hierarchy. */
export const MEMORY_FILES = {
  1: {
    current: 'memory.usage_in_bytes',
    max: 'memory.limit_in_bytes',
    peak: 'memory.max_usage_in_bytes',
  },
  2: { current: 'memory.current', max: 'memory.max', peak: 'memory.peak' },
} as const;
