import type { RunObstacle } from '../../shared/model/run-obstacle.ts';
import type { RunWish } from '../../shared/model/run.ts';
import type { Choice, CommandContext } from '../commands/command.ts';

type Answer = 'without' | 'remedy';

/**
 * Finds before the start what will not work, says why, and offers what will.
 *
 * @returns what can be run; `undefined` where nothing can, or the user does not want it so
 * @throws HelperError, HelperUnavailable as the helper does
 */
export async function passPreflight(context: CommandContext, wish: RunWish): Promise<RunWish | undefined> {
  let possible = wish;
  for (;;) {
    const { obstacles } = await context.helper.request('run/check', possible);
    const [first] = obstacles;
    if (first === undefined) return possible;
    const answer = await askWhat(context, first);
    if (answer === undefined) return undefined;
    if (answer === 'without') possible = { ...possible, isolation: { ...possible.isolation, limits: {} } };
    else await showRemedy(context, first);
  }
}

function askWhat({ ui }: CommandContext, obstacle: RunObstacle): Promise<Answer | undefined> {
  const choices: Choice<Answer>[] = [
    ...(obstacle.without === undefined
      ? []
      : [{ label: 'Run without limits', isCurrent: false, value: 'without' as const }]),
    { label: 'How to fix', detail: obstacle.cause, detailIcon: 'warning', isCurrent: false, value: 'remedy' },
  ];
  return ui.choose(obstacle.what, choices);
}

async function showRemedy({ ui }: CommandContext, { what, cause, remedy }: RunObstacle): Promise<void> {
  const button = await ui.ask({
    message: what,
    detail: `${cause}\n\n${remedy}`,
    buttons: ['Copy'],
    isHarmless: true,
  });
  if (button === 'Copy') await ui.copy(remedy);
}
