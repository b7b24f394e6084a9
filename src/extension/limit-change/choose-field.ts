import { CHANGEABLE_LIMITS, type ChangeableLimit } from '../../shared/model/limit-change.ts';
import type { LimitResource } from '../../shared/model/cgroup.ts';
import type { Container } from '../../shared/model/container.ts';
import { isRead } from '../../shared/model/reading.ts';
import { HeldSet } from '../../shared/protocol/held-set.ts';
import type { Choice, CommandContext } from '../commands/command.ts';
import { containerName } from '../container-name.ts';
import { shorten } from '../tree/row.ts';
import type { CurrentLimit, CurrentLimits } from './current.ts';
import { DEVICE_RATE_NAMES, DEVICE_RATES } from './device-rate.ts';
import { LIMIT_WORDS, limitsOf } from './names.ts';
import type { LimitField } from './parse-change.ts';

const NAME_LIMIT = 60;

/** Lets the user choose what to change: a limit, and of I/O a device and a rate. */
export async function chooseField(
  context: CommandContext,
  container: Container,
  limits: CurrentLimits,
  resource: LimitResource | undefined,
): Promise<LimitField | undefined> {
  const limit = await chooseLimit(context, container, limits, resource);
  if (limit === undefined) return undefined;
  return limit === 'io' ? chooseRate(context, container, limits) : { limit };
}

async function chooseLimit(
  { ui }: CommandContext,
  container: Container,
  limits: CurrentLimits,
  resource: LimitResource | undefined,
): Promise<ChangeableLimit | undefined> {
  const wanted = resource === undefined ? CHANGEABLE_LIMITS : limitsOf(resource);
  const offered = wanted.filter((limit) => limits.has(limit));
  const [only] = offered;
  if (only === undefined) {
    const what = resource === undefined ? 'no limit' : `no limit of this kind`;
    ui.warn(`The cgroup of ${containerName(container)} has ${what}: the controller is not enabled for it.`);
    return undefined;
  }
  if (resource !== undefined && offered.length === 1) return only;
  const choices = offered.map((limit): Choice<ChangeableLimit> => {
    const { name, meaning } = LIMIT_WORDS[limit];
    const description = limit === 'io' ? {} : { description: wordsOf(limits.current({ limit })) };
    return { label: name, ...description, detail: meaning, isCurrent: false, value: limit };
  });
  return ui.choose(`Change which limit of ${containerName(container)}?`, choices);
}

async function chooseRate(
  context: CommandContext,
  container: Container,
  limits: CurrentLimits,
): Promise<LimitField | undefined> {
  const { ui } = context;
  const devices = await devicesOf(context, container);
  if (devices.length === 0) {
    ui.warn(`${containerName(container)} has not read or written any block device yet.`);
    return undefined;
  }
  const device = await ui.choose('Limit which device?', devices);
  if (device === undefined) return undefined;
  const rates = DEVICE_RATE_NAMES.map((rate): Choice<LimitField> => {
    const value: LimitField = { limit: 'io', device, rate };
    const description = wordsOf(limits.current(value));
    return { label: DEVICE_RATES[rate].name, description, isCurrent: false, value };
  });
  return ui.choose(`Change which limit of ${device}?`, rates);
}

/** The block devices that the container used, those with most bytes first. */
async function devicesOf({ helper }: CommandContext, { id }: Container): Promise<Choice<string>[]> {
  const held = new HeldSet();
  const [answer] = held.take(await helper.request('containers/sample', held.params([id])));
  if (answer === undefined || !('sample' in answer) || !isRead(answer.sample.io)) return [];
  return answer.sample.io.value.devices.map(({ device, name }) => ({
    label: name === undefined ? device : shorten(name, NAME_LIMIT),
    description: device,
    isCurrent: false,
    value: device,
  }));
}

function wordsOf(current: CurrentLimit): string {
  return current.kind === 'absent' ? 'not here' : `now ${current.words}`;
}
