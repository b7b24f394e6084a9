import * as z from 'zod/mini';
import { type LimitChange } from '../../shared/model/limit-change.ts';
import { SIGNALS } from '../../shared/model/signal.ts';
import { RUN_PRESET_IDS } from '../../shared/model/run.ts';
import { AWAIT_LIMIT_MS } from '../../shared/protocol/actions.ts';
import { type HelperMethod, type HelperRequests, SAMPLE_CONTAINERS } from '../../shared/protocol/helper.ts';
import { RUN_ARGUMENTS_LIMIT, RUN_TEXT_LIMIT, RUN_VARIABLES_LIMIT } from '../../shared/protocol/runs.ts';

const nothing = z.strictObject({});

/** Printable: ids are made by the helper itself and hold nothing else. */
const containerId = z.string().check(z.minLength(1), z.maxLength(32_768), z.regex(/^\P{C}+$/u));

const container = z.strictObject({ containerId });

/** PID_MAX_LIMIT of the kernel is 2^22. Never 0, 1 or below: they mean groups of processes, or the machine's init. */
const pid = z.int().check(z.minimum(2), z.maximum(2 ** 22));

const processId = z.strictObject({ pid, startTime: z.int().check(z.minimum(0)) });

const containerTarget = { containerId, init: processId };

const signalTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('process'), process: processId }),
  z.strictObject({ kind: z.literal('init'), ...containerTarget }),
  z.strictObject({ kind: z.literal('all'), ...containerTarget }),
]);

const signal = z.int().check(z.minimum(1), z.maximum(SIGNALS.length));

/** A page at the least, and no more than a control file takes without wrapping around. */
const amount = z.int().check(z.minimum(1), z.maximum(Number.MAX_SAFE_INTEGER));
const orMax = <T extends z.ZodMiniType>(schema: T) => z.union([schema, z.literal('max')]);

const deviceChange = z
  .strictObject({
    readBytes: z.exactOptional(orMax(amount)),
    writeBytes: z.exactOptional(orMax(amount)),
    readOperations: z.exactOptional(orMax(amount)),
    writeOperations: z.exactOptional(orMax(amount)),
  })
  .check(z.refine((change) => Object.keys(change).length > 0));

const limitChange: z.ZodMiniType<LimitChange> = z.discriminatedUnion('limit', [
  z.strictObject({ limit: z.enum(['memory', 'memory-high']), value: orMax(amount) }),
  z.strictObject({ limit: z.literal('cpu'), value: orMax(z.number().check(z.minimum(0.01), z.maximum(1_000_000))) }),
  z.strictObject({ limit: z.literal('cpu-weight'), value: z.int().check(z.minimum(1), z.maximum(10_000)) }),
  z.strictObject({ limit: z.literal('pids'), value: orMax(z.int().check(z.minimum(1), z.maximum(2 ** 22))) }),
  z.strictObject({
    limit: z.literal('cpuset'),
    value: z.string().check(z.maxLength(4096), z.regex(/^\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*$/)),
  }),
  z.strictObject({
    limit: z.literal('io'),
    device: z.string().check(z.regex(/^\d{1,4}:\d{1,7}$/)),
    value: deviceChange,
  }),
]);

/** Content of a control file as it was shown. */
const content = z.string().check(z.maxLength(8192), z.regex(/^\P{C}*$/u));

/** As execve(2) takes it: without NUL. */
const programText = z.string().check(
  z.maxLength(RUN_TEXT_LIMIT),
  z.refine((text) => !text.includes('\0')),
);

const environment = z
  .record(z.string().check(z.regex(/^[A-Za-z_]\w{0,255}$/)), programText)
  .check(z.refine((variables) => Object.keys(variables).length <= RUN_VARIABLES_LIMIT));

const runWish = z.strictObject({
  title: z.string().check(z.minLength(1), z.maxLength(RUN_TEXT_LIMIT)),
  args: z.array(programText).check(z.minLength(1), z.maxLength(RUN_ARGUMENTS_LIMIT)),
  folder: z.string().check(z.maxLength(4096), z.regex(/^\/[^\0]*$/)),
  environment,
  isolation: z.strictObject({
    preset: z.enum(RUN_PRESET_IDS),
    isFolderWritable: z.boolean(),
    limits: z.strictObject({
      memoryBytes: z.exactOptional(amount),
      cpus: z.exactOptional(z.number().check(z.minimum(0.01), z.maximum(1_000_000))),
      pids: z.exactOptional(z.int().check(z.minimum(1), z.maximum(2 ** 22))),
    }),
  }),
});

/** What the parameters of each request must look like: no other key, no other type, bounded. */
export const SCHEMAS: { readonly [M in HelperMethod]: z.ZodMiniType<HelperRequests[M]['params']> } = {
  initialize: z.strictObject({ protocolVersion: z.int().check(z.minimum(1), z.maximum(1_000_000)) }),
  'inventory/watch': nothing,
  'inventory/unwatch': nothing,
  'inventory/refresh': nothing,
  'container/processes': container,
  'container/limits': container,
  'container/knobs': container,
  'containers/sample': z.strictObject({
    containerIds: z.array(containerId).check(z.minLength(1), z.maxLength(SAMPLE_CONTAINERS)),
    holding: z.exactOptional(z.int().check(z.minimum(0))),
  }),
  'signal/forecast': z.strictObject({ target: signalTarget }),
  'signal/send': z.strictObject({ target: signalTarget, signal }),
  'signal/await': z.strictObject({
    watch: z.int().check(z.minimum(0)),
    forMs: z.int().check(z.minimum(0), z.maximum(AWAIT_LIMIT_MS)),
  }),
  'container/freeze': z.strictObject({ ...containerTarget, frozen: z.boolean() }),
  'limit/plan': z.strictObject({ ...containerTarget, change: limitChange }),
  'limit/set': z.strictObject({
    ...containerTarget,
    change: limitChange,
    before: content,
    writer: z.optional(z.enum(['docker', 'podman', 'systemd', 'file'])),
  }),
  'run/check': runWish,
  'run/start': runWish,
  'run/transcript': z.strictObject({ run: z.string().check(z.regex(/^[0-9a-f]{32}$/)) }),
};
