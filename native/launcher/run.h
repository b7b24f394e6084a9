/* One run: what its steps share. */
#pragma once
#include "plan.h"
#include <stdint.h>
#include <sys/types.h>

#define CGROUPS_MAX 16

struct cgroup {
	const char *path;
	/* Its folder, opened with O_PATH. */
	int fd;
	int v2;
};

struct run {
	struct plan plan;
	/* Where the transcript goes, and the socket to who asked for the run; -1 where there is none. */
	int status, control;
	/* The socket to the user's terminal; -1 where the launcher has that itself. */
	int attached;
	/* What is wrong beyond the error number; a part of the plan or a constant. */
	const char *detail;

	struct cgroup cgroups[CGROUPS_MAX];
	size_t cgroup_count;

	/* The new process, as the launcher sees it. */
	pid_t pid;
	int pidfd;
	/* Between the launcher and the new process; what the peer's end is called is told in handshake.h. */
	int peer;
	/* Where an init of ours tells how the program ended: the writing end in the new process. */
	int result;

	/* The new root, before it is attached and after; -1 without. The machine's root while `root` is another. */
	int tree, root;
};

/* A step: 0, or -errno. */
typedef int step_function(struct run *run, const struct step *step);

step_function cgroup_create, cgroup_write, cgroup_attach;
step_function namespace_join, namespace_unshare, clone_process;
step_function idmap, idmap_tool, setgroups_deny;
step_function mount_propagation, root_open, root_attach, root_propagation, root_readonly, root_pivot;
step_function mount_new, mount_bind, make_directory, make_file, make_link, make_node, mask, make_readonly;
step_function set_hostname, set_domainname, set_sysctl, loopback_up;
step_function terminal;
step_function set_rlimit, set_oom_score_adj, set_umask, no_new_privs, capabilities_bound, user, capabilities, seccomp;
step_function cwd, init, exec;

/* CLONE_NEW… of a namespace's name, or 0. */
uint64_t namespace_flag(const char *name);

/* Numbers in fields. Returns 0 or -EINVAL. */
int field_number(const struct step *step, size_t index, unsigned long long most, unsigned long long *number);
