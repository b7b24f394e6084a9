import { describe, expect, it } from 'vitest';
import { checkSpec } from '../../../../../src/helper/run/spec/parse-spec.ts';
import { problemsOf } from '../problems-of.ts';
import { ALL_IDS, withLinux, withNamespaces } from '../specs.ts';

const NEW = { uidMappings: ALL_IDS, gidMappings: ALL_IDS };

describe('The sysctls of a specification', () => {
  it.each([
    ['ipc', 'kernel.msgmax'],
    ['ipc', 'kernel.shm_rmid_forced'],
    ['ipc', 'kernel/sem'],
    ['ipc', 'fs.mqueue.queues_max'],
    ['network', 'net.ipv4.ip_forward'],
    ['network', 'net/ipv4/conf/eno2.100/rp_filter'],
    ['uts', 'kernel.domainname'],
    ['user', 'user.max_user_namespaces'],
  ] as const)('need a new %s namespace for %s', (type, key) => {
    const sysctl = { [key]: '1' };
    const linux = type === 'user' ? { ...NEW, sysctl } : { sysctl };
    expect(problemsOf(() => checkSpec(withNamespaces([type], linux)))).toEqual([]);
    const problem = `linux.sysctl.${JSON.stringify(key)}: needs a new ${type} namespace`;
    expect(problemsOf(() => checkSpec(withLinux({ sysctl })))).toEqual([problem]);
    const joined = withLinux({ namespaces: [{ type: 'mount' }, { type, path: '/x' }], sysctl });
    expect(problemsOf(() => checkSpec(joined))).toEqual([problem]);
  });

  it.each([
    ['kernel.core_pattern', 'is not in a namespace'],
    ['kernel/core_pattern', 'is not in a namespace'],
    ['vm.overcommit_memory', 'is not in a namespace'],
    ['fs.mqueue', 'is not in a namespace'],
    ['netfilter.x', 'is not in a namespace'],
    ['kernel.hostname', 'is set by hostname'],
    ['kernel.msgmax.extra', 'is not in a namespace'],
    ['net/../kernel/core_pattern', 'is not the name of a sysctl'],
    ['net...kernel', 'is not the name of a sysctl'],
    ['net./ipv4', 'is not the name of a sysctl'],
    ['/net/ipv4/x', 'is not the name of a sysctl'],
    ['net', 'is not the name of a sysctl'],
    ['', 'is not the name of a sysctl'],
    ['net.ipv4.x\n', 'is not the name of a sysctl'],
    [`net.${'x'.repeat(300)}`, 'is not the name of a sysctl'],
  ])('are not %s, which %s', (key, problem) => {
    const spec = withNamespaces(['network', 'ipc', 'uts'], { sysctl: { [key]: '1' } });
    const [told, ...others] = problemsOf(() => checkSpec(spec));
    expect(told).toContain(`linux.sysctl.${JSON.stringify(key)}: ${problem}`);
    expect(others).toEqual([]);
  });

  it('have values of one line', () => {
    const taken = withNamespaces(['ipc'], { sysctl: { 'kernel.sem': '250\t32000 100 128' } });
    expect(problemsOf(() => checkSpec(taken))).toEqual([]);
    const refused = withNamespaces(['ipc'], { sysctl: { 'kernel.sem': '250\n1' } });
    expect(problemsOf(() => checkSpec(refused))).toEqual([expect.stringContaining('must be one line')]);
  });
});
