/* namespaces(7). */
#define _GNU_SOURCE
#include "kernel.h"
#include "run.h"
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/vfs.h>
#include <linux/magic.h>
#include <unistd.h>

static const struct {
	const char *name;
	uint64_t flag;
} namespaces[] = {
	{"user", CLONE_NEWUSER}, {"mnt", CLONE_NEWNS},		{"pid", CLONE_NEWPID}, {"net", CLONE_NEWNET},
	{"ipc", CLONE_NEWIPC},	 {"uts", CLONE_NEWUTS},		{"time", CLONE_NEWTIME}, {"cgroup", CLONE_NEWCGROUP},
};

uint64_t namespace_flag(const char *name)
{
	for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
		if (strcmp(namespaces[i].name, name) == 0) return namespaces[i].flag;
	return 0;
}

int namespace_join(struct run *run, const struct step *step)
{
	uint64_t flag = namespace_flag(step->fields[0]);
	if (flag == 0) return -EINVAL;
	run->detail = step->fields[1];
	int fd = open(step->fields[1], O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) return -errno;
	struct statfs system;
	int error = fstatfs(fd, &system) < 0 || system.f_type != NSFS_MAGIC ? -EINVAL : 0;
	/* Whoever is there already must not trace the new process, which still has the machine's root (CVE-2016-9962). */
	if (error == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0) error = -errno;
	if (error == 0 && setns(fd, (int)flag) < 0) error = -errno;
	close(fd);
	if (error == 0) run->detail = NULL;
	return error;
}

int namespace_unshare(struct run *run, const struct step *step)
{
	(void)run;
	uint64_t flag = namespace_flag(step->fields[0]);
	if (flag == 0) return -EINVAL;
	return unshare((int)flag) < 0 ? -errno : 0;
}

int set_hostname(struct run *run, const struct step *step)
{
	(void)run;
	return sethostname(step->fields[0], strlen(step->fields[0])) < 0 ? -errno : 0;
}

int set_domainname(struct run *run, const struct step *step)
{
	(void)run;
	return setdomainname(step->fields[0], strlen(step->fields[0])) < 0 ? -errno : 0;
}

int set_sysctl(struct run *run, const struct step *step)
{
	char path[512];
	int length = snprintf(path, sizeof path, "sys/%s", step->fields[0]);
	if (length < 0 || (size_t)length >= sizeof path) return -ENAMETOOLONG;
	if (strchr(step->fields[0], '/') == NULL)
		for (char *dot = path; (dot = strchr(dot, '.')) != NULL;) *dot = '/';
	run->detail = step->fields[0];
	/* A proc of our own, attached nowhere: nobody can have mounted anything over its files. */
	int context = k_fsopen("proc");
	if (context < 0) return context;
	int error = k_fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0);
	int proc = error < 0 ? error : k_fsmount(context, 0);
	close(context);
	if (proc < 0) return proc;
	int fd = k_openat2(proc, path, O_WRONLY, 0, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV);
	close(proc);
	if (fd < 0) return fd;
	size_t size = strlen(step->fields[1]);
	ssize_t written = write(fd, step->fields[1], size);
	error = written < 0 ? -errno : (size_t)written < size ? -EIO : 0;
	close(fd);
	if (error == 0) run->detail = NULL;
	return error;
}

int loopback_up(struct run *run, const struct step *step)
{
	(void)run;
	(void)step;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0) return -errno;
	struct ifreq request = {.ifr_name = "lo"};
	int error = ioctl(fd, SIOCGIFFLAGS, &request) < 0 ? -errno : 0;
	request.ifr_flags |= IFF_UP;
	if (error == 0 && ioctl(fd, SIOCSIFFLAGS, &request) < 0) error = -errno;
	close(fd);
	return error;
}
