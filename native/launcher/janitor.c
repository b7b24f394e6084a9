#define _GNU_SOURCE
#include "janitor.h"
#include "kernel.h"
#include "message.h"
#include "report.h"
#include <dirent.h>
#include <errno.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* As runc: from 1 ms on, each time twice as long. */
#define TRIES 12
#define DEPTH_MAX 16

/* SIGKILL for every process of a cgroup: cgroup.kill (Linux 5.14), or one by one. */
static void kill_members(int folder)
{
	int fd = openat(folder, "cgroup.kill", O_WRONLY | O_CLOEXEC);
	if (fd >= 0) {
		ssize_t written = write(fd, "1", 1);
		close(fd);
		if (written == 1) return;
	}
	fd = openat(folder, "cgroup.procs", O_RDONLY | O_CLOEXEC);
	FILE *list = fd < 0 ? NULL : fdopen(fd, "r");
	if (list == NULL) return;
	int pid;
	while (fscanf(list, "%d", &pid) == 1)
		/* 0 is a process of another pid namespace, and would be our own process group. */
		if (pid > 1) kill(pid, SIGKILL);
	fclose(list);
}

/* The container may have made cgroups below its own. */
static void remove_below(int folder, int depth)
{
	kill_members(folder);
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = fd < 0 ? NULL : fdopendir(fd);
	if (entries == NULL) return;
	for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
		if (entry->d_type != DT_DIR || strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
		int below = openat(folder, entry->d_name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below < 0) continue;
		if (depth > 0) remove_below(below, depth - 1);
		close(below);
		unlinkat(folder, entry->d_name, AT_REMOVEDIR);
	}
	closedir(entries);
}

static int remove_cgroup(const struct cgroup *cgroup)
{
	struct timespec pause = {.tv_nsec = 1000000};
	for (int tries = 0;; tries++) {
		if (rmdir(cgroup->path) == 0 || errno == ENOENT) return 0;
		/* Nearly always EBUSY. Whatever else it is: nobody after us would try again. */
		if (tries == TRIES) return errno;
		if (cgroup->fd >= 0) remove_below(cgroup->fd, DEPTH_MAX);
		nanosleep(&pause, NULL);
		/* The next after twice the time, at most half a second. */
		pause.tv_nsec = pause.tv_nsec < 250000000 ? pause.tv_nsec * 2 : 500000000;
	}
}

void clean_up(const struct run *run)
{
	for (size_t i = run->cgroup_count; i-- > 0;)
		report_cleaned(run, remove_cgroup(&run->cgroups[i]), run->cgroups[i].path);
}

/* The cgroups of the plan in the order of their numbers; those that are known to be ours can be emptied too. */
static void note_cgroup(struct run *run, int64_t index, int made)
{
	if (index < 0 || index >= CGROUPS_MAX || (size_t)index >= run->cgroup_count) return;
	if (!made) run->cgroup_count = (size_t)index;
	else run->cgroups[index].fd = open(run->cgroups[index].path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

__attribute__((noreturn)) static void watch(struct run *run, int socket)
{
	/* The terminal's signals are not meant for it. */
	setsid();
	sigset_t all;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	run->status = -1;
	run->cgroup_count = 0;
	for (size_t i = 0; i < run->plan.count; i++)
		if (run->plan.steps[i].op == OP_CGROUP_CREATE && run->cgroup_count < CGROUPS_MAX)
			run->cgroups[run->cgroup_count++] = (struct cgroup){.path = run->plan.steps[i].fields[0], .fd = -1};
	int pidfd = -1;
	struct message message;
	while (message_receive(socket, &message) == 1) {
		if (message.type == MESSAGE_DONE) _exit(0);
		if (message.type == MESSAGE_MADE) note_cgroup(run, message.value, 1);
		if (message.type == MESSAGE_FOREIGN) note_cgroup(run, message.value, 0);
		if (message.type == MESSAGE_PROCESS) pidfd = message.fd;
	}
	if (pidfd >= 0) k_pidfd_send_signal(pidfd, SIGKILL);
	clean_up(run);
	_exit(0);
}

int janitor_start(struct run *run)
{
	int ends[2];
	int error = message_pair(ends);
	if (error < 0) return error;
	pid_t pid = fork();
	if (pid < 0) {
		close(ends[0]);
		close(ends[1]);
		return -errno;
	}
	if (pid == 0) {
		dup2(ends[1], 0);
		k_close_range(1, ~0U, 0);
		watch(run, 0);
	}
	close(ends[1]);
	return ends[0];
}
