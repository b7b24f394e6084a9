#define _GNU_SOURCE
#include "oom.h"
#include "report.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The count of `oom_kill` in memory.events of version 2, or memory.oom_control of version 1 (since Linux 4.13). */
static unsigned long long count_in(int folder, const char *file)
{
	int fd = openat(folder, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	FILE *lines = fd < 0 ? NULL : fdopen(fd, "r");
	if (lines == NULL) return 0;
	char key[64];
	unsigned long long value, found = 0;
	while (fscanf(lines, "%63s %llu", key, &value) == 2)
		if (strcmp(key, "oom_kill") == 0) found = value;
	fclose(lines);
	return found;
}

void report_ooms(const struct run *run)
{
	for (size_t i = 0; i < run->cgroup_count; i++) {
		const struct cgroup *cgroup = &run->cgroups[i];
		if (cgroup->fd < 0) continue;
		unsigned long long count = count_in(cgroup->fd, cgroup->v2 ? "memory.events" : "memory.oom_control");
		if (count > 0) report_oom(run, count, cgroup->path);
	}
}
