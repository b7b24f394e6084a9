/** What native/test/observe told: each name with its values, in order. */
export type Observation = ReadonlyMap<string, readonly string[]>;

export function parseObservation(text: string): Observation {
  const found = new Map<string, string[]>();
  for (const shown of text.split(/\r?\n/)) {
    // What a terminal echoes comes before it.
    const line = shown.replace(/^[^a-z]+/, '');
    const equals = line.indexOf('=', line.startsWith('look./') || line.startsWith('read./') ? 6 : 0);
    if (equals < 0) continue;
    const name = line.slice(0, equals);
    found.set(name, [...(found.get(name) ?? []), line.slice(equals + 1)]);
  }
  return found;
}

/** Its only value; the empty text without one. */
export function one(observation: Observation, name: string): string {
  const values = observation.get(name) ?? [];
  if (values.length !== 1) throw new Error(`${name} was told ${values.length} times`);
  return values[0] ?? '';
}

/** The mount that is uppermost at a path: its options, type, source and those of its file system. */
export function mountAt(observation: Observation, path: string): string | undefined {
  return observation.get('mount')?.findLast((line) => line.split(' ')[4] === path);
}

/** Of the mount at a path: `ro`, `nosuid` and the like. */
export function attributesAt(observation: Observation, path: string): readonly string[] {
  return mountAt(observation, path)?.split(' ')[5]?.split(',') ?? [];
}

/** A device in /dev as `observe` tells of it, without its path. */
export function deviceAt(observation: Observation, path: string): string | undefined {
  return observation
    .get('device')
    ?.find((line) => line.startsWith(`${path} `))
    ?.slice(path.length + 1);
}
