#include "report.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_BYTES 512

int64_t now_ns(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

__attribute__((format(printf, 2, 3))) static void line(const struct run *run, const char *format, ...)
{
	if (run->status < 0) return;
	char text[LINE_MAX_BYTES];
	va_list values;
	va_start(values, format);
	int length = vsnprintf(text, sizeof text - 1, format, values);
	va_end(values);
	if (length < 0) return;
	if (length > (int)sizeof text - 2) length = (int)sizeof text - 2;
	/* A path may hold a line feed; a line must not. */
	for (int i = 0; i < length; i++)
		if (text[i] == '\n') text[i] = '?';
	text[length++] = '\n';
	/* Who asked may be gone: then nobody reads, and the run goes its way. */
	ssize_t written;
	do written = write(run->status, text, (size_t)length);
	while (written < 0 && errno == EINTR);
}

void report_step(const struct run *run, size_t index, int error, int64_t nanoseconds)
{
	line(run, "step %zu %d %lld %s", index, error, (long long)nanoseconds, run->detail == NULL ? "" : run->detail);
}

void report_pid(const struct run *run)
{
	line(run, "pid %d", (int)run->pid);
}

void report_end(const struct run *run, int wait_status)
{
	if (WIFSIGNALED(wait_status)) line(run, "signal %d", WTERMSIG(wait_status));
	else line(run, "exit %d", WEXITSTATUS(wait_status));
}

void report_cleaned(const struct run *run, int error, const char *path)
{
	line(run, "cleaned %d %s", error, path);
}

void report_oom(const struct run *run, unsigned long long count, const char *path)
{
	line(run, "oom %llu %s", count, path);
}

void report_refused(const struct run *run, const char *why)
{
	line(run, "refused %s", why);
}
