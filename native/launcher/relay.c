#define _GNU_SOURCE
#include "relay.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define DRAIN_MS 1000

/*
 * The same file without waiting. Not by a flag of the open file, which others share: their reads would stop waiting too.
 * A socket cannot be opened again; it is left as it is.
 */
static int reopen(int fd, int flags)
{
	char path[32];
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	int again = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return again >= 0 ? again : fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

void relay_open(struct relay *relay, int master, int input, int output)
{
	relay->master = master;
	relay->input = reopen(input, O_RDONLY);
	relay->output = reopen(output, O_WRONLY);
	fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK);
	relay->in.begin = relay->in.end = relay->out.begin = relay->out.end = 0;
	relay->in.from = relay->input;
	relay->in.to = relay->out.from = master;
	relay->out.to = relay->output;
}

static int is_empty(const struct flow *flow)
{
	return flow->begin == flow->end;
}

void relay_prepare(const struct relay *relay, struct pollfd *polls)
{
	short from_master = is_empty(&relay->out) ? POLLIN : 0, to_master = is_empty(&relay->in) ? 0 : POLLOUT;
	polls[0] = (struct pollfd){.fd = relay->master, .events = (short)(from_master | to_master)};
	polls[1] = (struct pollfd){.fd = is_empty(&relay->in) && relay->master >= 0 ? relay->input : -1, .events = POLLIN};
	polls[2] = (struct pollfd){.fd = is_empty(&relay->out) ? -1 : relay->output, .events = POLLOUT};
}

/* False where the file is at its end, or broken. */
static int fill(struct flow *flow)
{
	if (!is_empty(flow)) return 1;
	ssize_t count = read(flow->from, flow->bytes, sizeof flow->bytes);
	if (count < 0) return errno == EAGAIN || errno == EINTR;
	flow->begin = 0;
	flow->end = (size_t)count;
	return count > 0;
}

static int empty(struct flow *flow)
{
	if (is_empty(flow)) return 1;
	ssize_t count = write(flow->to, flow->bytes + flow->begin, flow->end - flow->begin);
	if (count < 0) return errno == EAGAIN || errno == EINTR;
	flow->begin += (size_t)count;
	return 1;
}

static void close_end(int *fd)
{
	if (*fd >= 0) close(*fd);
	*fd = -1;
}

void relay_move(struct relay *relay, const struct pollfd *polls)
{
	/* The program's words first: they are what the user waits for. EIO: nobody has the slave open any more. */
	if (relay->master >= 0 && (polls[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0 && !fill(&relay->out))
		close_end(&relay->master);
	if (!is_empty(&relay->out) && relay->output >= 0 && !empty(&relay->out)) {
		/* Nobody sees it any more; the program must not wait for that. */
		close_end(&relay->output);
	}
	if (relay->output < 0) relay->out.begin = relay->out.end;
	if (relay->input >= 0 && polls[1].revents != 0 && !fill(&relay->in)) close_end(&relay->input);
	if (relay->master >= 0 && !empty(&relay->in)) relay->in.begin = relay->in.end;
}

void relay_drain(struct relay *relay)
{
	while (relay->master >= 0 || !is_empty(&relay->out)) {
		struct pollfd polls[RELAY_POLLS];
		relay_prepare(relay, polls);
		polls[1].fd = -1;
		if (poll(polls, RELAY_POLLS, DRAIN_MS) <= 0) break;
		relay_move(relay, polls);
		if (relay->output < 0) break;
	}
	close_end(&relay->master);
}
