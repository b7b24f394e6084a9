import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ToLimitsPage } from '../../src/shared/protocol/limits-page.ts';
import { read } from '../../src/shared/model/reading.ts';
import { ownText } from '../../src/shared/text/display.ts';
import { knob, knobsResult } from './support/knobs.ts';
import { PageLab } from './support/lab.ts';
import { begin, moment, points, subject } from './support/messages.ts';
import { amount, fullSample, ladder, max, path } from './support/sample.ts';

let lab: PageLab;
beforeAll(async () => void (lab = await PageLab.start()));
afterAll(() => lab.stop());

const CORPUS = {
  image: '<img src=x onerror="globalThis.hacked = true">',
  script: '</script><script>globalThis.hacked = true</script>',
  frame: '<iframe srcdoc="<script>parent.hacked = true</script>"></iframe>',
  link: '[click](command:workbench.action.terminal.new) javascript:alert(1)',
  style: '"><style>* { display: none }</style>',
  escapes: '\u001b]0;title\u0007\u202e\u0000\r\n',
  long: 'x'.repeat(255),
  wide: '漢'.repeat(255),
  emoji: '👩‍👩‍👧‍👦'.repeat(40),
};

/** The same text wherever a container has a say. */
function everywhere(hostile: string): ToLimitsPage {
  const text = ownText(hostile);
  const paths = ['/', `/${hostile}`, `/${hostile}/${hostile}`];
  const sample = fullSample();
  const levels = [{ limit: max }, { limit: amount(1), use: 1, counter: 1 }, { limit: amount(2), use: 1, counter: 1 }];
  const device = { device: '8:0', name: text, readBytes: 1, writeBytes: 1, readOperations: 1, writeOperations: 1 };
  return begin({
    subject: { ...subject, name: text, runtimeWords: text, image: text, pod: text },
    status: { kind: 'failed', words: hostile },
    points: points(5),
    moment: {
      ...moment({
        ...sample,
        io: read({ devices: [device, { ...device, device: '8:16' }] }),
        ladders: {
          ...sample.ladders,
          memory: ladder('memory', levels, { binding: 1 }, paths),
          cpu: ladder('cpu', levels, { binding: 1 }, paths),
        },
      }),
      happenings: [
        { kind: 'oom-kill', count: 1, seen: 0, causes: [{ path: path(`/${hostile}`), own: false }], certainty: 'told' },
      ],
    },
    knobs: knobsResult(knob('memory', hostile, `${hostile}\n`.repeat(9)), knob('io', `${hostile}.2`, hostile)),
  });
}

test.each(Object.entries(CORPUS))('shows hostile text as text in every field: %s', async (_, hostile) => {
  await using limits = await lab.open({ width: 400 });
  await limits.tell(everywhere(hostile));
  await limits.page.locator('.happenings').waitFor();
  const main = limits.page.locator('main');
  expect(await main.textContent()).toContain(ownText(hostile));
  expect(await main.locator('img, script, iframe, style').count()).toBe(0);
  expect(await limits.page.evaluate('globalThis.hacked')).toBeUndefined();
  expect((await limits.standIn()).violations).toEqual([]);
  expect(await limits.overflow()).toBe(0);
  // Nothing is cut off at the right edge either.
  const outside = await limits.page.evaluate(() =>
    [...document.querySelectorAll('main *')]
      .filter((part) => part.getBoundingClientRect().right > innerWidth + 1 && part.closest('.level-text') === null)
      .map((part) => part.outerHTML.slice(0, 80)),
  );
  expect(outside).toEqual([]);
});
