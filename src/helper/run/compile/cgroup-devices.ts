import type { DeviceRule } from '../spec/device-schema.ts';
import { findNamespace } from '../spec/find-namespace.ts';
import type { Context } from './context.ts';
import { DEFAULT_DEVICES } from './devices.ts';
import type { LimitWrite } from './limit-write.ts';
import { RESOURCES } from './limits.ts';

/** What runc allows after the rules, whatever they say: making any node, what every run has, terminals, tun. */
const ALWAYS = [
  'c *:* m',
  'b *:* m',
  ...DEFAULT_DEVICES.map(({ major, minor }) => `c ${major}:${minor} rwm`),
  'c 136:* rwm',
  'c 5:2 rwm',
  'c 10:200 rwm',
];

/** devices.rst of the kernel's cgroup-v1. On version 2 it takes a BPF program, which no plan has. */
export function deviceRuleWrites(
  { spec, facts, problems }: Context,
  rules: readonly DeviceRule[],
  isVersion1: boolean,
): readonly LimitWrite[] {
  if (rules.length === 0) return [];
  // There nobody can make a device, and file systems of its own have none: as in runc.
  if (facts.euid !== 0 || facts.inUserNamespace || findNamespace(spec.linux, 'user') !== undefined) return [];
  if (!isVersion1) {
    problems.add(`${RESOURCES}.devices`, 'is not supported on cgroup version 2');
    return [];
  }
  const written = rules.flatMap((rule, index) =>
    ruleTexts(rule).map((value) => ({
      file: rule.allow ? 'devices.allow' : 'devices.deny',
      value,
      path: `${RESOURCES}.devices[${index}]`,
    })),
  );
  const always = ALWAYS.map((value) => ({ file: 'devices.allow', value, path: `${RESOURCES}.devices` }));
  return [...written, ...always].map((write) => ({ ...write, version: 1, controller: 'devices' }));
}

/** `a` stands for everything, and the kernel reads nothing after it: anything less is said for both types. */
function ruleTexts({ type = 'a', major = -1, minor = -1, access }: DeviceRule): readonly string[] {
  if (type === 'a' && major === -1 && minor === -1 && access.length === 3) return ['a'];
  const number = (value: number) => (value === -1 ? '*' : String(value));
  const types = type === 'a' ? ['c', 'b'] : [type];
  return types.map((each) => `${each} ${number(major)}:${number(minor)} ${access}`);
}
