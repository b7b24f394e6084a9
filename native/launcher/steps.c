#include "steps.h"
#include "report.h"
#include <stddef.h>

static int enter(struct run *run, const struct step *step)
{
	(void)run;
	(void)step;
	return 0;
}

static step_function *const functions[OP_COUNT] = {
	[OP_CGROUP_CREATE] = cgroup_create,
	[OP_CGROUP_WRITE] = cgroup_write,
	[OP_NAMESPACE_JOIN] = namespace_join,
	[OP_CLONE] = clone_process,
	[OP_CGROUP_ATTACH] = cgroup_attach,
	[OP_IDMAP] = idmap,
	[OP_IDMAP_TOOL] = idmap_tool,
	[OP_OOM_SCORE_ADJ] = set_oom_score_adj,
	[OP_SETGROUPS_DENY] = setgroups_deny,
	[OP_ENTER] = enter,
	[OP_NAMESPACE_UNSHARE] = namespace_unshare,
	[OP_MOUNT_PROPAGATION] = mount_propagation,
	[OP_ROOT_OPEN] = root_open,
	[OP_ROOT_ATTACH] = root_attach,
	[OP_ROOT_PROPAGATION] = root_propagation,
	[OP_ROOT_READONLY] = root_readonly,
	[OP_ROOT_PIVOT] = root_pivot,
	[OP_MOUNT_NEW] = mount_new,
	[OP_MOUNT_BIND] = mount_bind,
	[OP_MAKE_DIRECTORY] = make_directory,
	[OP_MAKE_FILE] = make_file,
	[OP_MAKE_LINK] = make_link,
	[OP_MAKE_NODE] = make_node,
	[OP_MASK] = mask,
	[OP_READONLY] = make_readonly,
	[OP_HOSTNAME] = set_hostname,
	[OP_DOMAINNAME] = set_domainname,
	[OP_SYSCTL] = set_sysctl,
	[OP_LOOPBACK_UP] = loopback_up,
	[OP_TERMINAL] = terminal,
	[OP_RLIMIT] = set_rlimit,
	[OP_UMASK] = set_umask,
	[OP_NO_NEW_PRIVS] = no_new_privs,
	[OP_CAPABILITIES_BOUND] = capabilities_bound,
	[OP_USER] = user,
	[OP_CAPABILITIES] = capabilities,
	[OP_SECCOMP] = seccomp,
	[OP_CWD] = cwd,
	[OP_INIT] = init,
	[OP_EXEC] = exec,
};

int perform(struct run *run, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		const struct step *step = &run->plan.steps[i];
		run->detail = NULL;
		int64_t started = now_ns();
		int error = functions[step->op](run, step);
		/* In the new process clone returns as well; the launcher tells of it. */
		if (step->op == OP_CLONE && error == 0 && run->pid == 0) return 0;
		report_step(run, i, -error, now_ns() - started);
		if (error < 0) return error;
	}
	return 0;
}
