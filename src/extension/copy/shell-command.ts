import type { EffectiveLimit, HostilePath } from '../../shared/model/cgroup.ts';
import { shellWord } from '../../shared/text/path.ts';
import type { Subject } from '../tree/subject.ts';

/** The command of a shell that shows what the row shows. */
export function shellCommand(subject: Subject): string | undefined {
  switch (subject.kind) {
    case 'container':
    case 'namespaces':
      return `lsns -p ${subject.container.init.pid}`;
    case 'processes': {
      const pids = subject.pids.length > 0 ? subject.pids : [subject.container.init.pid];
      return `ps -o pid,ppid,stat,args -p ${pids.join(',')}`;
    }
    case 'process':
      return `cat /proc/${subject.process.pid}/status`;
    case 'namespace':
      return `ls -l /proc/${subject.container.init.pid}/ns/${subject.membership.type}`;
    case 'limits':
      return `cat /proc/${subject.container.init.pid}/cgroup`;
    case 'limit':
      return limitCommand(subject.limit);
    case 'text':
      return undefined;
  }
}

function limitCommand(limit: EffectiveLimit): string | undefined {
  const file = limit.limitFile ?? limit.useFile;
  return file === undefined ? undefined : showFileCommand(file);
}

/** The command of a shell that shows a file. */
export function showFileCommand(file: HostilePath): string {
  return `cat ${shellWord(file)}`;
}
