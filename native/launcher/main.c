/*
 * launcher: reads a plan from file descriptor 3, makes the container that it describes, and stays as its parent. It
 * writes the transcript to 4; while 5, a socket, is open somebody wants the run, and what comes from there after the end
 * are the last words in the terminal. 6, where it is open, is a socket to `launcher attach`, the user's terminal.
 */
#define _GNU_SOURCE
#include "attach.h"
#include "janitor.h"
#include "kernel.h"
#include "message.h"
#include "oom.h"
#include "relay.h"
#include "report.h"
#include "sealed.h"
#include "steps.h"
#include <errno.h>
#include <linux/keyctl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { PLAN_FD = 3, STATUS_FD = 4, CONTROL_FD = 5, ATTACH_FD = 6, FIRST_FREE_FD = 7 };

/* What a shell uses for a program that could not be started. */
#define EXIT_NOT_STARTED 125
/* Between SIGHUP and SIGKILL, in ms. */
#define GRACE_MS 1000
/* So long, in ms, the last words are waited for. */
#define WORDS_MS 2000
#define OWN_POLLS 6

static struct relay relay = {.master = -1, .input = -1, .output = -1};
static struct termios outer_mode;
static int outer_is_raw;

static int open_fd(int fd)
{
	return fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 ? -1 : fd;
}

static const char *read_plan(struct plan *plan)
{
	size_t room = 1 << 16, length = 0;
	char *bytes = malloc(room);
	while (bytes != NULL) {
		ssize_t count = read(PLAN_FD, bytes + length, room - length);
		if (count < 0 && errno == EINTR) continue;
		if (count <= 0) {
			const char *wrong = count < 0 ? "the plan cannot be read" : NULL;
			if (wrong != NULL) free(bytes);
			else wrong = plan_parse(bytes, length, plan);
			return wrong;
		}
		length += (size_t)count;
		if (length < room) continue;
		if (room > PLAN_BYTES_MAX) {
			free(bytes);
			return "the plan is too long";
		}
		char *more = realloc(bytes, room *= 2);
		if (more == NULL) free(bytes);
		bytes = more;
	}
	return "out of memory";
}

static size_t find_step(const struct plan *plan, enum op op)
{
	size_t i = 0;
	while (plan->steps[i].op != op) i++;
	return i;
}

/* The keys of whoever started the launcher are in its session keyring; keyrings(7). */
static int leave_session_keyring(void)
{
	/* A kernel without keys, or a filter that keeps everybody from them: then the program cannot reach any either. */
	return syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 && errno != ENOSYS && errno != EPERM ? -errno : 0;
}

/* Ids that a new user namespace does not know can make no file: EOVERFLOW. Its root can, where it has one. */
static int become_root(void)
{
	if (geteuid() == 0) return 0;
	/* EINVAL: there is none. EPERM: nobody gave a user namespace, and the steps tell what cannot be done. */
	if (setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0) return errno == EINVAL || errno == EPERM ? 0 : -errno;
	return 0;
}

/* In the new process: everything after `enter`. Does not return. */
__attribute__((noreturn)) static void be_container(struct run *run, int peer, size_t enter)
{
	run->peer = peer;
	/* Folders of the machine, which somebody who may look at this process could open. */
	for (size_t i = 0; i < run->cgroup_count; i++) close(run->cgroups[i].fd);
	struct message message;
	if (run->plan.die_with_parent && prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		report_refused(run, "the new process cannot be made to end with the launcher");
	/* No go: then the launcher has told why. */
	else if (message_receive(peer, &message) != 1 || message.type != MESSAGE_GO)
		report_refused(run, "the new process was not let go on");
	else if (become_root() < 0)
		report_refused(run, "the new process cannot become root of its user namespace");
	/* The change of the user has cleared the first and set the second anew. */
	else if ((run->plan.die_with_parent && prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0) ||
		 prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		report_refused(run, "the new process cannot be hidden from others");
	/* By the controlling terminal of whoever started the launcher keys could be pressed there (CVE-2017-5226). */
	else if (setsid() < 0)
		report_refused(run, "the new process cannot leave the session");
	else if (leave_session_keyring() < 0)
		report_refused(run, "the new process cannot have a keyring of its own");
	else
		perform(run, enter + 1, run->plan.count);
	message_send(peer, MESSAGE_FAILED, 0, -1);
	_exit(EXIT_NOT_STARTED);
}

static void restore_outer(void)
{
	if (outer_is_raw) tcsetattr(STDIN_FILENO, TCSADRAIN, &outer_mode);
	outer_is_raw = 0;
}

static void take_size(void)
{
	struct winsize size;
	if (relay.master < 0 || ioctl(STDIN_FILENO, TIOCGWINSZ, &size) < 0) return;
	/* One that has no size leaves that of the plan. */
	if (size.ws_col > 0 && size.ws_row > 0) ioctl(relay.master, TIOCSWINSZ, &size);
}

static void take_terminal(int master)
{
	relay_open(&relay, master, STDIN_FILENO, STDOUT_FILENO);
	if (tcgetattr(STDIN_FILENO, &outer_mode) == 0) {
		struct termios raw = outer_mode;
		cfmakeraw(&raw);
		outer_is_raw = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
		take_size();
	}
}

/* What the launcher hears of while the container lives. */
struct watch {
	int peer, signals, result;
	/* To the user's terminal; -1 where the launcher has it itself. */
	int attached;
	/* execve(2) was announced at this time; 0 before. */
	int64_t exec_at;
	int failed, started;
	/* When the run must be over, CLOCK_MONOTONIC; 0 while nothing presses. */
	int64_t deadline;
	/* What an init of ours told of the program. */
	int has_result, program_status;
};

static void hear_peer(struct run *run, struct watch *watch)
{
	struct message message;
	int got = message_receive(watch->peer, &message);
	if (got == 1) {
		if (message.type == MESSAGE_TERMINAL && message.fd >= 0) take_terminal(message.fd);
		else if (message.type == MESSAGE_EXEC) watch->exec_at = message.value;
		else if (message.type == MESSAGE_FAILED) watch->failed = 1;
		return;
	}
	/* Closed by execve(2), or by the end of the process. */
	close(watch->peer);
	watch->peer = -1;
	if (got < 0) {
		/* What it does from here on nobody would know. */
		report_refused(run, "the new process cannot be heard");
		watch->failed = 1;
		k_pidfd_send_signal(run->pidfd, SIGKILL);
	}
	if (watch->failed || watch->exec_at == 0) return;
	watch->started = 1;
	run->detail = NULL;
	report_step(run, run->plan.count - 1, 0, now_ns() - watch->exec_at);
}

/* Who asked for the run is gone, or its terminal is. */
static void end_run(struct run *run, struct watch *watch)
{
	if (!run->plan.die_with_parent || watch->deadline != 0) return;
	k_pidfd_send_signal(run->pidfd, watch->started ? SIGHUP : SIGKILL);
	k_pidfd_send_signal(run->pidfd, SIGCONT);
	watch->deadline = now_ns() + (int64_t)GRACE_MS * 1000000;
}

static void hear_signal(struct run *run, struct watch *watch)
{
	struct signalfd_siginfo info;
	if (read(watch->signals, &info, sizeof info) != sizeof info) return;
	int number = (int)info.ssi_signo;
	if (number == SIGCHLD || number == SIGPIPE) return;
	if (number == SIGWINCH) take_size();
	else if (number == SIGHUP) end_run(run, watch);
	else k_pidfd_send_signal(run->pidfd, number);
}

static void hear_control(struct run *run, struct watch *watch)
{
	char bytes[256];
	ssize_t count = read(CONTROL_FD, bytes, sizeof bytes);
	if (count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN))) return;
	close(CONTROL_FD);
	run->control = -1;
	end_run(run, watch);
}

static void hear_attached(struct run *run, struct watch *watch)
{
	struct message message;
	int got = message_receive(watch->attached, &message);
	if (got == 1 && message.fd >= 0) close(message.fd);
	if (got == 1 && message.type == MESSAGE_RESIZE) take_size();
	if (got == 1) return;
	close(watch->attached);
	watch->attached = -1;
	end_run(run, watch);
}

/* Until the new process has ended. Returns its wait status. */
static int stay(struct run *run, struct watch *watch)
{
	for (;;) {
		struct pollfd polls[OWN_POLLS + RELAY_POLLS] = {
			{.fd = watch->peer, .events = POLLIN},
			{.fd = watch->signals, .events = POLLIN},
			{.fd = run->control, .events = POLLIN},
			{.fd = run->pidfd, .events = POLLIN},
			{.fd = watch->result, .events = POLLIN},
			{.fd = watch->attached, .events = POLLIN},
		};
		relay_prepare(&relay, polls + OWN_POLLS);
		int timeout = -1;
		if (watch->deadline != 0) {
			int64_t left = (watch->deadline - now_ns()) / 1000000;
			if (left <= 0) k_pidfd_send_signal(run->pidfd, SIGKILL);
			timeout = left <= 0 ? GRACE_MS : (int)left + 1;
		}
		int ready = poll(polls, sizeof polls / sizeof *polls, timeout);
		if (ready < 0 && errno != EINTR) k_pidfd_send_signal(run->pidfd, SIGKILL);
		if (ready <= 0) continue;
		if (polls[0].revents != 0) hear_peer(run, watch);
		if (polls[1].revents != 0) hear_signal(run, watch);
		if (polls[2].revents != 0) hear_control(run, watch);
		if (polls[5].revents != 0) hear_attached(run, watch);
		relay_move(&relay, polls + OWN_POLLS);
		if (polls[4].revents != 0) {
			watch->has_result = read(watch->result, &watch->program_status, sizeof watch->program_status) ==
					    sizeof watch->program_status;
			close(watch->result);
			watch->result = -1;
		}
		if (polls[3].revents == 0) continue;
		int status;
		if (waitpid(run->pid, &status, 0) == run->pid) return status;
	}
}

/* What a shell would say of it. */
static int exit_code(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* What is between the launcher and the new process. */
struct channels {
	int peers[2], results[2], signals;
};

static int open_channels(struct channels *channels)
{
	sigset_t all;
	sigfillset(&all);
	*channels = (struct channels){{-1, -1}, {-1, -1}, signalfd(-1, &all, SFD_CLOEXEC)};
	return channels->signals < 0 || message_pair(channels->peers) < 0 || pipe2(channels->results, O_CLOEXEC) < 0 ? -1 : 0;
}

/* The steps before `clone`; the janitor learns of each cgroup. Returns 0 or -errno. */
static int prepare(struct run *run, size_t clone, int janitor)
{
	for (size_t i = 0; i < clone; i++) {
		size_t before = run->cgroup_count;
		int error = perform(run, i, i + 1);
		if (run->plan.steps[i].op == OP_CGROUP_CREATE) {
			int made = run->cgroup_count > before;
			message_send(janitor, made ? MESSAGE_MADE : MESSAGE_FOREIGN, (int64_t)before, -1);
		}
		if (error < 0) return error;
	}
	return 0;
}

/* From `clone` to the end of the container. Returns its wait status, or -1 where the program never ran. */
static int accompany(struct run *run, size_t enter, const struct channels *channels)
{
	struct watch watch = {.peer = channels->peers[0], .signals = channels->signals, .result = channels->results[0],
			      .attached = run->attached};
	int error = perform(run, find_step(&run->plan, OP_CLONE) + 1, enter + 1);
	if (error == 0 && (error = message_send(watch.peer, MESSAGE_GO, 0, -1)) < 0)
		report_refused(run, "the new process cannot be told to go on");
	if (error < 0) k_pidfd_send_signal(run->pidfd, SIGKILL);
	int status = stay(run, &watch);
	relay_drain(&relay);
	restore_outer();
	/* All that it said before its end. */
	while (watch.peer >= 0) hear_peer(run, &watch);
	run->attached = watch.attached;
	if (!watch.started || error < 0) return -1;
	return watch.has_result ? watch.program_status : status;
}

/* Has the user's terminal, which somebody else holds, as standard input and output. Returns 0 or -errno. */
static int borrow_terminal(int attached)
{
	/* The helper, which had it before, does not wait; the launcher does. */
	int flags = fcntl(attached, F_GETFL);
	if (flags < 0 || fcntl(attached, F_SETFL, flags & ~O_NONBLOCK) < 0) return -errno;
	int error = message_send(attached, MESSAGE_GO, 0, -1);
	for (int wanted = 2; wanted > 0 && error == 0;) {
		struct message message;
		int got = message_receive(attached, &message);
		if (got != 1) return got < 0 ? got : -ECONNRESET;
		if (message.fd < 0) continue;
		if (message.type == MESSAGE_INPUT && dup2(message.fd, STDIN_FILENO) < 0) error = -errno;
		if (message.type == MESSAGE_OUTPUT && (dup2(message.fd, STDOUT_FILENO) < 0 || dup2(message.fd, STDERR_FILENO) < 0))
			error = -errno;
		close(message.fd);
		wanted--;
	}
	return error;
}

/* What the helper has to say about the end, into the user's terminal; then that terminal is given back. */
static void say_last_words(struct run *run, int code)
{
	if (run->attached < 0) return;
	char bytes[4096];
	struct pollfd control = {.fd = run->control, .events = POLLIN};
	while (run->control >= 0 && poll(&control, 1, WORDS_MS) > 0) {
		ssize_t count = read(run->control, bytes, sizeof bytes);
		if (count <= 0 || write(STDOUT_FILENO, bytes, (size_t)count) != count) break;
	}
	message_send(run->attached, MESSAGE_EXIT, code, -1);
}

static int joins_user_namespace(const struct run *run)
{
	for (size_t i = 0; i < run->plan.count; i++)
		if (run->plan.steps[i].op == OP_NAMESPACE_JOIN && strcmp(run->plan.steps[i].fields[0], "user") == 0) return 1;
	return 0;
}

/* In another user namespace the launcher has lost its rights to the cgroups. Its janitor, which is older, has them. */
static void clean_up_by(int janitor, const struct run *run)
{
	struct message message;
	shutdown(janitor, SHUT_WR);
	while (message_receive(janitor, &message) == 1) continue;
	for (size_t i = run->cgroup_count; i-- > 0;)
		report_cleaned(run, access(run->cgroups[i].path, F_OK) == 0 ? EBUSY : 0, run->cgroups[i].path);
}

static int launch(struct run *run)
{
	size_t clone = find_step(&run->plan, OP_CLONE), enter = find_step(&run->plan, OP_ENTER);
	struct channels channels;
	int janitor = open_channels(&channels) < 0 ? -1 : janitor_start(run);
	if (janitor < 0) {
		report_refused(run, "the launcher's own processes cannot be made");
		return EXIT_NOT_STARTED;
	}
	int status = -1;
	run->result = channels.results[1];
	if (prepare(run, clone, janitor) == 0 && perform(run, clone, clone + 1) == 0) {
		if (run->pid == 0) {
			close(channels.peers[0]);
			close(janitor);
			be_container(run, channels.peers[1], enter);
		}
		close(channels.peers[1]);
		close(channels.results[1]);
		report_pid(run);
		message_send(janitor, MESSAGE_PROCESS, 0, run->pidfd);
		status = accompany(run, enter, &channels);
	}
	report_ooms(run);
	if (joins_user_namespace(run)) clean_up_by(janitor, run);
	else clean_up(run);
	if (status < 0) status = EXIT_NOT_STARTED << 8;
	report_end(run, status);
	message_send(janitor, MESSAGE_DONE, 0, -1);
	say_last_words(run, exit_code(status));
	return exit_code(status);
}

int main(int count, char **arguments)
{
	/* Without even a name: whoever starts a program like that looks for one that reads beyond (CVE-2021-4034). */
	if (count < 1 || arguments[0] == NULL) return EXIT_NOT_STARTED;
	struct run run = {.status = STATUS_FD, .control = -1, .attached = -1, .pidfd = -1, .tree = -1, .root = -1};
	if (count == 4 && strcmp(arguments[1], "attach") == 0) return attach(arguments[2], arguments[3]);
	if (count == 4 && strcmp(arguments[1], "show") == 0) return attach_and_show(arguments[2], arguments[3]);
	int error = run_sealed(arguments);
	/* Not before: the copy needs them too. */
	run.status = open_fd(STATUS_FD);
	run.control = open_fd(CONTROL_FD);
	run.attached = open_fd(ATTACH_FD);
	/* What it is called in lists of processes; the copy would have the name of a file descriptor. */
	prctl(PR_SET_NAME, "ci-launcher", 0, 0, 0);
	if (error < 0) {
		report_refused(&run, "no sealed copy of the launcher can be made");
		return EXIT_NOT_STARTED;
	}
	k_close_range(FIRST_FREE_FD, ~0U, 0);
	sigset_t all;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	const char *wrong = open_fd(PLAN_FD) < 0 ? "there is no plan on file descriptor 3" : read_plan(&run.plan);
	if (wrong != NULL) {
		report_refused(&run, wrong);
		return EXIT_NOT_STARTED;
	}
	close(PLAN_FD);
	if (run.attached >= 0 && borrow_terminal(run.attached) < 0) {
		report_refused(&run, "the terminal is gone");
		return EXIT_NOT_STARTED;
	}
	return launch(&run);
}
