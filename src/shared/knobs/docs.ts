/** The pages that more than one table links to, below https://docs.kernel.org/. */
export const VERSION_2 = 'admin-guide/cgroup-v2.html';
export const VERSION_1 = 'admin-guide/cgroup-v1';
export const PRESSURE = 'accounting/psi.html#cgroup2-interface';
