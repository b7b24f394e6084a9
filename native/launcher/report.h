/* The transcript: one line per event, each in one write(2), so that lines of two processes never mix. */
#pragma once
#include "run.h"
#include <stdint.h>

/* CLOCK_MONOTONIC, in nanoseconds. */
int64_t now_ns(void);

/* `step INDEX ERRNO NANOSECONDS DETAIL` */
void report_step(const struct run *run, size_t index, int error, int64_t nanoseconds);
/* `pid N`: the new process, in the launcher's pid namespace */
void report_pid(const struct run *run);
/* `exit STATUS` or `signal NUMBER` */
void report_end(const struct run *run, int wait_status);
/* `cleaned ERRNO PATH`: a cgroup, removed or not */
void report_cleaned(const struct run *run, int error, const char *path);
/* `oom COUNT PATH`: so many processes in the cgroup were killed by the kernel for want of memory */
void report_oom(const struct run *run, unsigned long long count, const char *path);
/* `refused WHY`: nothing was done */
void report_refused(const struct run *run, const char *why);
