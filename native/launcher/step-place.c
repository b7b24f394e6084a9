/* What is written below /proc for the new process: user_namespaces(7), proc_pid_oom_score_adj(5). */
#define _GNU_SOURCE
#include "run.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#define ID_MAX 4294967295ULL
#define PROC_FILE_BYTES 64
#define MAP_BYTES 16384

/* Writes a file of the new process in /proc, after a look that it is one of /proc. */
static int write_proc(const struct run *run, const char *name, const char *text, size_t length)
{
	char path[PROC_FILE_BYTES];
	snprintf(path, sizeof path, "/proc/%d/%s", (int)run->pid, name);
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0) return -errno;
	struct statfs system;
	int error = 0;
	if (fstatfs(fd, &system) < 0 || system.f_type != PROC_SUPER_MAGIC) error = -EXDEV;
	else if (write(fd, text, length) != (ssize_t)length) error = errno == 0 ? -EIO : -errno;
	close(fd);
	return error;
}

static const char *map_file(const struct step *step)
{
	if (strcmp(step->fields[0], "uid") == 0) return "uid_map";
	return strcmp(step->fields[0], "gid") == 0 ? "gid_map" : NULL;
}

/* Three numbers each, from field `first` on. */
static int check_map(const struct step *step, size_t first)
{
	unsigned long long number;
	if ((step->count - first) % 3 != 0) return -EINVAL;
	for (size_t i = first; i < step->count; i++)
		if (field_number(step, i, ID_MAX, &number) < 0) return -EINVAL;
	return 0;
}

int idmap(struct run *run, const struct step *step)
{
	const char *file = map_file(step);
	if (file == NULL || check_map(step, 1) < 0) return -EINVAL;
	char text[MAP_BYTES];
	size_t length = 0;
	for (size_t i = 1; i < step->count; i += 3) {
		int more = snprintf(text + length, sizeof text - length, "%s %s %s\n", step->fields[i], step->fields[i + 1],
				    step->fields[i + 2]);
		if (more < 0 || (size_t)more >= sizeof text - length) return -E2BIG;
		length += (size_t)more;
	}
	run->detail = file;
	errno = 0;
	int error = write_proc(run, file, text, length);
	if (error == 0) run->detail = NULL;
	return error;
}

int setgroups_deny(struct run *run, const struct step *step)
{
	(void)step;
	errno = 0;
	return write_proc(run, "setgroups", "deny", 4);
}

int idmap_tool(struct run *run, const struct step *step)
{
	if (map_file(step) == NULL || *step->fields[1] != '/' || check_map(step, 2) < 0) return -EINVAL;
	char pid[16];
	snprintf(pid, sizeof pid, "%d", (int)run->pid);
	char **arguments = calloc(step->count + 1, sizeof *arguments);
	if (arguments == NULL) return -ENOMEM;
	arguments[0] = step->fields[1];
	arguments[1] = pid;
	memcpy(arguments + 2, step->fields + 2, (step->count - 2) * sizeof *arguments);
	/* It is a program with rights of its own: it gets nothing of the user's environment. */
	char *environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL};
	pid_t tool = fork();
	if (tool == 0) {
		execve(arguments[0], arguments, environment);
		_exit(127);
	}
	int error = tool < 0 ? -errno : 0;
	free(arguments);
	if (error < 0) return error;
	int status;
	pid_t waited;
	do waited = waitpid(tool, &status, 0);
	while (waited < 0 && errno == EINTR);
	if (waited == tool && WIFEXITED(status) && WEXITSTATUS(status) == 0) return 0;
	run->detail = step->fields[1];
	return -EPERM;
}

int set_oom_score_adj(struct run *run, const struct step *step)
{
	errno = 0;
	return write_proc(run, "oom_score_adj", step->fields[0], strlen(step->fields[0]));
}
