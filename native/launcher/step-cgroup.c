/* cgroups(7). */
#define _GNU_SOURCE
#include "kernel.h"
#include "run.h"
#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Made by the runtime of C libraries older than the constant. */
#ifndef CGROUP2_SUPER_MAGIC
#define CGROUP2_SUPER_MAGIC 0x63677270
#endif

int cgroup_create(struct run *run, const struct step *step)
{
	if (run->cgroup_count == CGROUPS_MAX) return -E2BIG;
	const char *path = step->fields[0];
	run->detail = path;
	if (mkdir(path, 0755) < 0) return -errno;
	struct cgroup *cgroup = &run->cgroups[run->cgroup_count++];
	*cgroup = (struct cgroup){.path = path, .fd = -1};
	cgroup->fd = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (cgroup->fd < 0) return -errno;
	struct statfs system;
	if (fstatfs(cgroup->fd, &system) < 0) return -errno;
	cgroup->v2 = system.f_type == CGROUP2_SUPER_MAGIC;
	int is_cgroup = cgroup->v2 || system.f_type == CGROUP_SUPER_MAGIC;
	run->detail = is_cgroup ? NULL : "not in a cgroup file system";
	return is_cgroup ? 0 : -EINVAL;
}

static struct cgroup *chosen(struct run *run, const struct step *step)
{
	unsigned long long index;
	if (field_number(step, 0, CGROUPS_MAX, &index) < 0 || index >= run->cgroup_count) return NULL;
	return &run->cgroups[index];
}

static int write_control(const struct cgroup *cgroup, const char *file, const char *value)
{
	int fd = openat(cgroup->fd, file, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0) return -errno;
	size_t length = strlen(value);
	ssize_t written = write(fd, value, length);
	int error = written < 0 ? -errno : (size_t)written < length ? -EIO : 0;
	close(fd);
	return error;
}

int cgroup_write(struct run *run, const struct step *step)
{
	const struct cgroup *cgroup = chosen(run, step);
	const char *file = step->fields[1];
	if (cgroup == NULL || strchr(file, '/') != NULL || strcmp(file, "..") == 0) return -EINVAL;
	run->detail = file;
	int error = write_control(cgroup, file, step->fields[2]);
	if (error == 0) run->detail = NULL;
	return error;
}

int cgroup_attach(struct run *run, const struct step *step)
{
	const struct cgroup *cgroup = chosen(run, step);
	if (cgroup == NULL) return -EINVAL;
	char pid[16];
	snprintf(pid, sizeof pid, "%d", (int)run->pid);
	return write_control(cgroup, "cgroup.procs", pid);
}
