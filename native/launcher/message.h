/* Short messages between the launcher's processes, over sockets. */
#pragma once
#include <stdint.h>

enum message_type {
	/* To the new process: its cgroups and ids are set, it may go on. To the user's terminal: it is wanted. */
	MESSAGE_GO = 'g',
	/* From the new process: the other side of its terminal, in `fd`. */
	MESSAGE_TERMINAL = 't',
	/* From the new process: execve(2) comes next; `value` is the time, CLOCK_MONOTONIC in nanoseconds. */
	MESSAGE_EXEC = 'x',
	/* From the new process: a step failed, and was reported. */
	MESSAGE_FAILED = 'f',
	/* To the janitor: cgroup number `value` was made by this run. */
	MESSAGE_MADE = 'm',
	/* To the janitor: it was there before, it is not ours. */
	MESSAGE_FOREIGN = 'e',
	/* To the janitor: the new process, a pidfd in `fd`. */
	MESSAGE_PROCESS = 'p',
	/* To the janitor: all is done. */
	MESSAGE_DONE = 'd',
	/* From the user's terminal: what to read from and what to write to, in `fd`. */
	MESSAGE_INPUT = 'i',
	MESSAGE_OUTPUT = 'o',
	/* From the user's terminal: it has another size. */
	MESSAGE_RESIZE = 'r',
	/* To the user's terminal: the run has ended with the exit status `value`. */
	MESSAGE_EXIT = 'q',
};

struct message {
	enum message_type type;
	int64_t value;
	/* -1 without one. The receiver's own, to be closed. */
	int fd;
};

int message_pair(int ends[2]);
/* 0 or -errno. */
int message_send(int socket, enum message_type type, int64_t value, int fd);
/* 1, or 0 where the other end is closed, or -errno. Waits. */
int message_receive(int socket, struct message *message);
