import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodePlan } from '../../../src/helper/run/encode-plan.ts';
import { nobody } from '../../lab/user.ts';
import { launcherPath } from '../../support/launcher.ts';
import { RunBundle } from '../../support/run-bundle.ts';
import { planOf } from '../../support/run-spec.ts';
import { specWith } from '../run-oci/base-spec.ts';
import { PEOPLE } from '../run-oci/people.ts';

const KEPT = ['CAP_SYS_ADMIN', 'CAP_SYS_TTY_CONFIG'];

// CVE-2017-5226, CVE-2019-10063.
describe.each(PEOPLE)('A program that types into every terminal, run by $as in a terminal', ({ as, change }) => {
  let bundle: RunBundle;
  beforeEach(async () => {
    bundle = await RunBundle.make(['intruder']);
  });
  afterEach(() => bundle[Symbol.asyncDispose]());

  it.each([
    { what: 'a terminal of its own and all capabilities', terminal: true, names: KEPT },
    { what: 'a terminal of its own and no capability', terminal: true, names: [] },
    { what: 'the terminal itself and no capability', terminal: false, names: [] },
  ])('is heard by nobody outside: $what', async ({ terminal, names }) => {
    const sets = { bounding: [...names], effective: [...names], permitted: [...names] };
    const process = { terminal, args: ['/intruder', 'type'], capabilities: sets };
    const plan = planOf(specWith({ ...change, process }), { bundle: bundle.folder, as });
    const planFile = join(bundle.folder, 'plan');
    writeFileSync(planFile, encodePlan(plan));
    const user = as === 'root' ? '' : `setpriv --reuid ${nobody} --regid ${nobody} --clear-groups`;
    // The shell outside reads what was typed, if anything was, when the run is over.
    const script = `${user} ${launcherPath} 3<${planFile} 4>/dev/null; echo ended $?; read -t 0.3 typed; echo "heard: $typed."`;
    const child = spawn('script', ['--quiet', '--return', '/dev/null', '--command', `bash -c '${script}'`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [shown] = await Promise.all([text(child.stdout), once(child, 'close')]);
    expect(shown).toContain('ended 0');
    expect(shown).toContain('heard: .');
    if (terminal && names.length > 0) expect(shown).toMatch(/typed \/dev\/tty ok/);
    else expect(shown).not.toContain('heard: echo INTRUDED');
  });
});
