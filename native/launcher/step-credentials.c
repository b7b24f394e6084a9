/* credentials(7), capabilities(7), seccomp(2), getrlimit(2). */
#define _GNU_SOURCE
#include "kernel.h"
#include "run.h"
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* One less than (uid_t)-1, which means "leave as it is". */
#define ID_MAX 4294967294ULL
#define GROUPS_MAX 65536
#define CAPABILITY_MAX 63

int field_number(const struct step *step, size_t index, unsigned long long most, unsigned long long *number)
{
	return index < step->count && parse_number(step->fields[index], most, number) == 0 ? 0 : -EINVAL;
}

int set_rlimit(struct run *run, const struct step *step)
{
	(void)run;
	unsigned long long resource, soft, hard;
	if (field_number(step, 0, RLIM_NLIMITS - 1, &resource) < 0 || field_number(step, 1, ~0ULL, &soft) < 0 ||
	    field_number(step, 2, ~0ULL, &hard) < 0)
		return -EINVAL;
	struct rlimit64 limit = {.rlim_cur = soft, .rlim_max = hard};
	return prlimit64(0, (int)resource, &limit, NULL) < 0 ? -errno : 0;
}

int set_umask(struct run *run, const struct step *step)
{
	(void)run;
	unsigned long long mask;
	if (field_number(step, 0, 0777, &mask) < 0) return -EINVAL;
	umask((mode_t)mask);
	return 0;
}

int no_new_privs(struct run *run, const struct step *step)
{
	(void)run;
	(void)step;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0;
}

int capabilities_bound(struct run *run, const struct step *step)
{
	(void)run;
	unsigned long long set;
	if (field_number(step, 0, ~0ULL, &set) < 0) return -EINVAL;
	for (int capability = 0; capability <= CAPABILITY_MAX; capability++) {
		if ((set >> capability & 1) != 0) continue;
		/* EINVAL: this kernel has no such capability, and none after it. */
		if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0) return errno == EINVAL ? 0 : -errno;
	}
	return 0;
}

/* setgroups(2) refuses even what is so already, where the user namespace denies it. */
static int set_groups(const struct step *step)
{
	if (step->count == 3 && strcmp(step->fields[2], "-") == 0) return 0;
	size_t count = step->count - 2;
	if (count > GROUPS_MAX) return -E2BIG;
	gid_t *groups = calloc(count + 1, sizeof *groups);
	if (groups == NULL) return -ENOMEM;
	int error = 0;
	for (size_t i = 0; i < count && error == 0; i++) {
		unsigned long long group;
		error = field_number(step, i + 2, ID_MAX, &group);
		groups[i] = (gid_t)group;
	}
	if (error == 0 && setgroups(count, groups) < 0) error = -errno;
	free(groups);
	return error;
}

static int has_terminal(const struct run *run)
{
	for (size_t i = 0; i < run->plan.count; i++)
		if (run->plan.steps[i].op == OP_TERMINAL) return 1;
	return 0;
}

int user(struct run *run, const struct step *step)
{
	unsigned long long uid, gid;
	if (field_number(step, 0, ID_MAX, &uid) < 0 || field_number(step, 1, ID_MAX, &gid) < 0) return -EINVAL;
	/* What the program may do is a step of its own, after this one. */
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0) return -errno;
	int error = set_groups(step);
	if (error < 0) return error;
	/* The terminal was made by whoever this is until now; the user has to be able to open it again by its name. */
	if (has_terminal(run) && fchown(STDIN_FILENO, (uid_t)uid, (gid_t)-1) < 0) return -errno;
	if (setresgid((gid_t)gid, (gid_t)gid, (gid_t)gid) < 0 || setresuid((uid_t)uid, (uid_t)uid, (uid_t)uid) < 0)
		return -errno;
	/* The change of the user has cleared the first and set the second anew. */
	if (run->plan.die_with_parent && prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0) < 0) return -errno;
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? -errno : 0;
}

int capabilities(struct run *run, const struct step *step)
{
	(void)run;
	unsigned long long effective, permitted, inheritable, ambient;
	if (field_number(step, 0, ~0ULL, &effective) < 0 || field_number(step, 1, ~0ULL, &permitted) < 0 ||
	    field_number(step, 2, ~0ULL, &inheritable) < 0 || field_number(step, 3, ~0ULL, &ambient) < 0)
		return -EINVAL;
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];
	for (int half = 0; half < 2; half++)
		data[half] = (struct __user_cap_data_struct){
			.effective = (uint32_t)(effective >> 32 * half),
			.permitted = (uint32_t)(permitted >> 32 * half),
			.inheritable = (uint32_t)(inheritable >> 32 * half),
		};
	if (syscall(SYS_capset, &header, data) < 0) return -errno;
	/* Where there are none (Linux before 4.3) none need be cleared. */
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 && errno != EINVAL) return -errno;
	for (int capability = 0; capability <= CAPABILITY_MAX; capability++)
		if ((ambient >> capability & 1) != 0 && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) < 0)
			return -errno;
	return 0;
}

static int nibble(char digit)
{
	if (digit >= '0' && digit <= '9') return digit - '0';
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

int seccomp(struct run *run, const struct step *step)
{
	(void)run;
	unsigned long long flags;
	size_t length = strlen(step->fields[1]);
	size_t count = length / (2 * sizeof(struct sock_filter));
	if (field_number(step, 0, 0xffffffff, &flags) < 0) return -EINVAL;
	if (count == 0 || count > BPF_MAXINSNS || length % (2 * sizeof(struct sock_filter)) != 0) return -EINVAL;
	unsigned char *bytes = malloc(length / 2);
	if (bytes == NULL) return -ENOMEM;
	int error = 0;
	for (size_t i = 0; i < length / 2 && error == 0; i++) {
		int high = nibble(step->fields[1][2 * i]), low = nibble(step->fields[1][2 * i + 1]);
		if (high < 0 || low < 0) error = -EINVAL;
		else bytes[i] = (unsigned char)(high << 4 | low);
	}
	struct sock_fprog program = {.len = (unsigned short)count, .filter = (struct sock_filter *)(void *)bytes};
	if (error == 0 && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, (unsigned)flags, &program) < 0) error = -errno;
	free(bytes);
	return error;
}
