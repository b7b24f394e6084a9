#define _GNU_SOURCE
#include "attach.h"
#include "message.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

/* As a shell: the run could not be begun; and it was cut off as by SIGKILL. */
enum { EXIT_NOT_STARTED = 125, EXIT_CUT_OFF = 137 };

/* To an abstract socket, of a helper of the same user or of root: nobody else gets the terminal. */
static int connect_to(const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	size_t length = strlen(name);
	if (length >= sizeof address.sun_path) return -ENAMETOOLONG;
	memcpy(address.sun_path + 1, name, length);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0) return -errno;
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length);
	struct ucred peer;
	socklen_t peer_size = sizeof peer;
	int error = 0;
	if (connect(fd, (struct sockaddr *)&address, size) < 0) error = -errno;
	else if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &peer_size) < 0) error = -errno;
	else if (peer.uid != getuid() && peer.uid != 0) error = -EPERM;
	if (error == 0) return fd;
	close(fd);
	return error;
}

/* Not wanted; and gone without a word. */
enum { REFUSED = -1, GONE = -2 };

/* Until the run has ended. Returns its exit status, or one of those. */
static int lend_terminal(int connection, int signals)
{
	int without = REFUSED;
	for (;;) {
		struct pollfd polls[] = {{.fd = connection, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
		if (poll(polls, 2, -1) < 0 && errno != EINTR) return without;
		struct signalfd_siginfo info;
		if (polls[1].revents != 0 && read(signals, &info, sizeof info) == sizeof info)
			message_send(connection, MESSAGE_RESIZE, 0, -1);
		if (polls[0].revents == 0) continue;
		struct message message;
		if (message_receive(connection, &message) != 1) return without;
		if (message.type == MESSAGE_EXIT) return (int)message.value;
		if (message.type != MESSAGE_GO) continue;
		without = GONE;
		if (message_send(connection, MESSAGE_INPUT, 0, STDIN_FILENO) < 0) return without;
		if (message_send(connection, MESSAGE_OUTPUT, 0, STDOUT_FILENO) < 0) return without;
	}
}

int attach(const char *socket_name, const char *run_name)
{
	int connection = connect_to(socket_name);
	if (connection < 0) {
		dprintf(STDERR_FILENO, "The helper of Container Internals does not answer: %s.\n", strerror(-connection));
		return EXIT_NOT_STARTED;
	}
	sigset_t resizes;
	sigemptyset(&resizes);
	sigaddset(&resizes, SIGWINCH);
	sigprocmask(SIG_BLOCK, &resizes, NULL);
	int signals = signalfd(-1, &resizes, SFD_CLOEXEC);
	struct termios mode;
	int is_terminal = tcgetattr(STDIN_FILENO, &mode) == 0;
	/* It may be closed at once, where this is not wanted. */
	signal(SIGPIPE, SIG_IGN);
	int status = dprintf(connection, "%s\n", run_name) < 0 ? REFUSED : lend_terminal(connection, signals);
	/* The launcher has changed it, and is perhaps no more. */
	if (is_terminal) tcsetattr(STDIN_FILENO, TCSADRAIN, &mode);
	if (status >= 0) return status;
	if (status == REFUSED) {
		dprintf(STDERR_FILENO, "Container Internals knows no such run any more. Start it again.\n");
		return EXIT_NOT_STARTED;
	}
	dprintf(STDERR_FILENO, "\r\nThe run was cut off: its launcher or the helper of Container Internals is gone.\r\n");
	return EXIT_CUT_OFF;
}

int attach_and_show(const char *socket_name, const char *run_name)
{
	attach(socket_name, run_name);
	struct termios mode;
	if (tcgetattr(STDIN_FILENO, &mode) < 0) return 0;
	/* What was typed for the run is not meant for us. */
	tcflush(STDIN_FILENO, TCIFLUSH);
	/* The extension makes links of the first two. */
	dprintf(STDOUT_FILENO, "Run Again \u00b7 How It Was Made\r\nPress any key to close the terminal.");
	cfmakeraw(&mode);
	tcsetattr(STDIN_FILENO, TCSANOW, &mode);
	char key;
	while (read(STDIN_FILENO, &key, 1) < 0 && errno == EINTR) continue;
	return 0;
}
