import * as z from 'zod/mini';
import type { Container } from '../../shared/model/container.ts';
import type { LimitChange } from '../../shared/model/limit-change.ts';
import { SIGNALS } from '../../shared/model/signal.ts';
import { DEVICE_RATE_NAMES } from '../limit-change/device-rate.ts';
import { parseChange, SINGLE_LIMITS } from '../limit-change/parse-change.ts';
import type { CommandContext } from './command.ts';

/** As the helper itself bounds them. */
const ID_LIMIT = 32_768;
const PID_LIMIT = 2 ** 22;
const VALUE_LIMIT = 4096;

/** A container or a process as it was seen: with another start time it is another one. */
const identity = {
  containerId: z.string().check(z.minLength(1), z.maxLength(ID_LIMIT), z.regex(/^\P{C}+$/u)),
  pid: z.int().check(z.minimum(2), z.maximum(PID_LIMIT)),
  startTime: z.int().check(z.minimum(0)),
};

const containerArguments = z.strictObject(identity);

const signalArguments = z.strictObject({
  ...identity,
  to: z.exactOptional(z.enum(['process', 'all'])),
  signal: z.exactOptional(z.enum(SIGNALS.map(({ name }) => name))),
});

const value = z.string().check(z.minLength(1), z.maxLength(VALUE_LIMIT));

const limitArguments = z.union([
  z.strictObject({ ...identity, limit: z.enum(SINGLE_LIMITS), value }),
  z.strictObject({
    ...identity,
    limit: z.literal('io'),
    device: z.string().check(z.regex(/^\d{1,4}:\d{1,7}$/)),
    rate: z.enum(DEVICE_RATE_NAMES),
    value,
  }),
]);

export type ContainerArguments = z.infer<typeof containerArguments>;
export type SignalArguments = z.infer<typeof signalArguments>;
export type LimitArguments = ContainerArguments & { readonly change: LimitChange };

/** What another extension passed to "Freeze" and "Thaw"; `undefined` where it is anything else. */
export function readContainerArguments(args: readonly unknown[]): ContainerArguments | undefined {
  return only(args, containerArguments);
}

/** What another extension passed to "Send Signal…". */
export function readSignalArguments(args: readonly unknown[]): SignalArguments | undefined {
  return only(args, signalArguments);
}

/** What another extension passed to "Change Limit…"; its value is written as in the input box. */
export function readLimitArguments(args: readonly unknown[]): LimitArguments | undefined {
  const read = only(args, limitArguments);
  if (read === undefined) return undefined;
  const parsed = parseChange(read, read.value);
  if ('error' in parsed) return undefined;
  const { containerId, pid, startTime } = read;
  return { containerId, pid, startTime, change: parsed.value };
}

/** Whether the command was called on something that is no row: by another extension, a key or a link. */
export function isFromOutside({ tree }: CommandContext, [first]: readonly unknown[]): boolean {
  return first !== undefined && !tree.isNode(first);
}

/** The container that the arguments name, where it is still the one that was seen. Says so where it is not. */
export function containerNamed(
  { inventory, ui }: CommandContext,
  { containerId, pid, startTime }: ContainerArguments,
): Container | undefined {
  const container = inventory.containers.get(containerId);
  if (container?.init.pid === pid && container.init.startTime === startTime) return container;
  ui.warn('Nothing was done: the container that is meant ended, or was started again.');
  return undefined;
}

/** What is said about arguments that are none. */
export function warnOfArguments({ ui }: CommandContext): void {
  ui.warn(
    'Nothing was done: the command was called with something that it does not take. Select a row in the Containers view.',
  );
}

function only<T>(args: readonly unknown[], schema: z.ZodMiniType<T>): T | undefined {
  if (args.length !== 1) return undefined;
  try {
    // As it would arrive from another process: what is inherited or computed stays behind.
    return schema.safeParse(structuredClone(args[0])).data;
  } catch {
    return undefined;
  }
}
