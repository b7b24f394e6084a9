/* Carries bytes between the terminal of who asked for the run and the terminal of the container. */
#pragma once
#include <poll.h>
#include <stddef.h>

#define RELAY_BYTES 65536
#define RELAY_POLLS 3

/* One direction. While nobody takes what was read nothing more is read: whoever writes waits, and no memory grows. */
struct flow {
	int from, to;
	size_t begin, end;
	char bytes[RELAY_BYTES];
};

struct relay {
	/* Of the container's terminal; -1 before it came and after it went. */
	int master;
	/* Of the outer side: -1 where that is closed. */
	int input, output;
	struct flow in, out;
};

/* Takes `input` and `output` as they are; both are read and written without waiting from here on where they can be. */
void relay_open(struct relay *relay, int master, int input, int output);
/* What to wait for: RELAY_POLLS entries. */
void relay_prepare(const struct relay *relay, struct pollfd *polls);
void relay_move(struct relay *relay, const struct pollfd *polls);
/* What the container wrote before its end. Returns when all is out, or nobody takes it for a second. */
void relay_drain(struct relay *relay);
