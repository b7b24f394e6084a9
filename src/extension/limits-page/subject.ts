import type { Container } from '../../shared/model/container.ts';
import type { PageSubject } from '../../shared/protocol/limits-page.ts';
import { ownText } from '../../shared/text/display.ts';
import { podName } from '../tree/grouping.ts';
import { RUNTIME_NAMES } from '../tree/runtime-names.ts';

/** The container as the page's head shows it. */
export function pageSubject(container: Container): PageSubject {
  const { name, kind, runtime, launcher, state, frozenBy, init, image, pod } = container;
  return {
    name,
    kind,
    runtime,
    runtimeWords: launcher ?? ownText(RUNTIME_NAMES[runtime]),
    state,
    ...(frozenBy === undefined ? {} : { frozenBy: frozenBy.text }),
    initPid: init.pid,
    ...(image === undefined ? {} : { image }),
    ...(pod === undefined ? {} : { pod: ownText(podName(pod)) }),
  };
}
