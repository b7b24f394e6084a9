import { expect, it } from 'vitest';
import { wordsOf } from '../../../src/shared/knobs/catalogue.ts';

/** A file list in short: `memory{max,high}` is memory.max and memory.high, and a name alone is itself. */
function files(short: string): string[] {
  return short
    .trim()
    .split(/\s+/)
    .flatMap((part) => {
      const [, prefix = '', names = ''] = /^(.*)\{(.*)\}$/.exec(part) ?? [];
      return prefix === '' ? [part] : names.split(',').map((name) => `${prefix}.${name}`);
    });
}

const CORE_V1 = 'cgroup{clone_children,procs} notify_on_release tasks';

/** What a cgroup below the root has in each hierarchy of version 1, with Linux 6.18. */
const VERSION_1: Readonly<Record<string, string>> = {
  cpu: `${CORE_V1} cpu{cfs_burst_us,cfs_period_us,cfs_quota_us,idle,rt_period_us,rt_runtime_us,shares,stat,stat.local}`,
  cpuacct: `${CORE_V1} cpuacct{stat,usage,usage_all,usage_percpu,usage_percpu_sys,usage_percpu_user,usage_sys,usage_user}`,
  cpuset: `${CORE_V1} cpuset{cpu_exclusive,cpus,effective_cpus,effective_mems,mem_exclusive,mem_hardwall,memory_migrate}
    cpuset{memory_pressure,memory_spread_page,memory_spread_slab,mems,sched_load_balance,sched_relax_domain_level}`,
  devices: `${CORE_V1} devices{allow,deny,list}`,
  freezer: `${CORE_V1} freezer{parent_freezing,self_freezing,state}`,
  memory: `${CORE_V1} cgroup.event_control memory{failcnt,force_empty,limit_in_bytes,max_usage_in_bytes,numa_stat}
    memory{move_charge_at_immigrate,oom_control,pressure_level,soft_limit_in_bytes,stat,swappiness,usage_in_bytes}
    memory.use_hierarchy memory.kmem{failcnt,limit_in_bytes,max_usage_in_bytes,slabinfo,usage_in_bytes}
    memory.kmem.tcp{failcnt,limit_in_bytes,max_usage_in_bytes,usage_in_bytes}
    memory.memsw{failcnt,limit_in_bytes,max_usage_in_bytes,usage_in_bytes}`,
  pids: `${CORE_V1} pids{current,events,max,peak}`,
  blkio: `${CORE_V1} blkio.reset_stats blkio.bfq{io_service_bytes,io_service_bytes_recursive,io_serviced}
    blkio.bfq{io_serviced_recursive,weight,weight_device} blkio.throttle{io_service_bytes,io_service_bytes_recursive}
    blkio.throttle{io_serviced,io_serviced_recursive,read_bps_device,read_iops_device,write_bps_device,write_iops_device}`,
  'hugetlb, net_cls, net_prio, rdma': `${CORE_V1} net_cls.classid net_prio{ifpriomap,prioidx} rdma{current,max}
    hugetlb.2MB{failcnt,limit_in_bytes,max_usage_in_bytes,numa_stat,usage_in_bytes}
    hugetlb.1GB.rsvd{failcnt,limit_in_bytes,max_usage_in_bytes,usage_in_bytes}`,
  'the root cgroups': 'cgroup.sane_behavior release_agent cpuset.memory_pressure_enabled',
  'blkio of Linux 4.18 (CFQ)': `blkio{weight,weight_device,leaf_weight,leaf_weight_device,time,sectors,io_service_bytes}
    blkio{io_serviced,io_service_time,io_wait_time,io_merged,io_queued,time_recursive,sectors_recursive}
    blkio{io_service_bytes_recursive,io_serviced_recursive,io_service_time_recursive,io_wait_time_recursive}
    blkio{io_merged_recursive,io_queued_recursive} blkio.throttle{io_service_bytes,io_serviced}`,
  'blkio of a kernel built for debugging': `blkio.prio.class blkio.bfq{time,sectors,io_service_time,io_wait_time}
    blkio.bfq{io_merged,io_queued,time_recursive,sectors_recursive,io_service_time_recursive,io_wait_time_recursive}
    blkio.bfq{io_merged_recursive,io_queued_recursive,avg_queue_size,group_wait_time,idle_time,empty_time,dequeue}
    blkio{avg_queue_size,group_wait_time,idle_time,empty_time,dequeue,unaccounted_time}`,
  'cpu with utilization clamping': 'cpu.uclamp{max,min}',
};

/** Debian 12. */
const LINUX_6_1 = `cgroup{controllers,events,freeze,kill,max.depth,max.descendants,pressure,procs,stat,subtree_control}
  cgroup{threads,type} cpu{idle,max,max.burst,pressure,stat,weight,weight.nice} cpuset{cpus,cpus.effective}
  cpuset{cpus.partition,mems,mems.effective} hugetlb.1GB{current,events,events.local,max,numa_stat,rsvd.current,rsvd.max}
  hugetlb.2MB{current,events,events.local,max,numa_stat,rsvd.current,rsvd.max}
  io{bfq.weight,latency,max,pressure,prio.class,stat,weight}
  memory{current,events,events.local,high,low,max,min,numa_stat,oom.group,peak,pressure,reclaim,stat}
  memory.swap{current,events,high,max} memory.zswap{current,max} misc{current,events,max} pids{current,events,max,peak}
  rdma{current,max}`;

const LINUX_6_18 = `${LINUX_6_1} cgroup.stat.local cpu.stat.local cpu.uclamp{max,min}
  cpuset.cpus{exclusive,exclusive.effective} dmem{current,low,max,min} irq.pressure memory.swap.peak
  memory.zswap.writeback misc{events.local,peak} pids.events.local`;

/** Where a controller is in version 1, a cgroup of version 2 still has these. */
const LINUX_6_18_BESIDE_VERSION_1 = `cgroup{controllers,events,freeze,kill,max.depth,max.descendants,pressure,procs}
  cgroup{stat,stat.local,subtree_control,threads,type} cpu{pressure,stat,stat.local} io.pressure memory.pressure`;

const VERSION_2 = {
  'Linux 6.1': LINUX_6_1,
  'Linux 6.18': LINUX_6_18,
  'Linux 6.18 beside version 1': LINUX_6_18_BESIDE_VERSION_1,
  'the root cgroup': 'cpuset.cpus.isolated dmem.capacity io.cost{model,qos} misc.capacity',
};

it.each(Object.entries(VERSION_1))('has words for version 1: %s', (_, short) => expectWords(1, files(short)));

it.each(Object.entries(VERSION_2))('has words for version 2: %s', (_, short) => expectWords(2, files(short)));

function expectWords(version: 1 | 2, names: readonly string[]): void {
  expect(names.length).toBeGreaterThan(1);
  expect(names.filter((name) => wordsOf(version, name) === undefined)).toEqual([]);
}
