import { DECIMAL, type Parsed } from './parsed.ts';

const CPUS = new RegExp(`^(${DECIMAL})\\s*(%|cpus?)?$`, 'i');

const LEAST = 0.01;
const MOST = 1_000_000;

/** CPUs: `1.5`, `1.5 CPUs`, `150%`. */
export function parseCpus(text: string): Parsed<number> {
  const [match, amount = '', unit = ''] = CPUS.exec(text.trim()) ?? [];
  if (match === undefined)
    return { error: 'Write a number of CPUs such as 1.5 or 0.5 CPU, or a share of one such as 150%.' };
  const cpus = unit === '%' ? Number(amount) / 100 : Number(amount);
  if (cpus < LEAST) return { error: `The least is ${LEAST} CPU (1%).` };
  if (cpus > MOST) return { error: `The most is ${MOST} CPUs.` };
  return { value: cpus };
}
