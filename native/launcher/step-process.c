/* The new process: clone3(2), its terminal, its folder, its init, and execve(2). */
#define _GNU_SOURCE
#include "inside.h"
#include "kernel.h"
#include "message.h"
#include "report.h"
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <linux/close_range.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int clone_process(struct run *run, const struct step *step)
{
	struct clone_args arguments = {
		.flags = CLONE_PIDFD | CLONE_CLEAR_SIGHAND,
		.pidfd = (uint64_t)(uintptr_t)&run->pidfd,
		.exit_signal = SIGCHLD,
	};
	for (size_t i = 1; i < step->count; i++) {
		uint64_t flag = namespace_flag(step->fields[i]);
		if (flag == 0) return -EINVAL;
		arguments.flags |= flag;
	}
	if (strcmp(step->fields[0], "-") != 0) {
		unsigned long long index;
		if (field_number(step, 0, CGROUPS_MAX, &index) < 0 || index >= run->cgroup_count) return -EINVAL;
		if (!run->cgroups[index].v2) return -EINVAL;
		arguments.flags |= CLONE_INTO_CGROUP;
		arguments.cgroup = (uint64_t)run->cgroups[index].fd;
	}
	pid_t pid = k_clone3(&arguments);
	if (pid < 0) return (int)pid;
	run->pid = pid;
	return 0;
}

/* The slave's own mount over /dev/console, by its file descriptor: no name can lead elsewhere. */
static int bind_console(struct run *run, int slave)
{
	int error = inside_make_file(run, "/dev/console", 0600);
	int mount = error < 0 ? error : k_open_tree(slave, "", OPEN_TREE_CLONE | AT_EMPTY_PATH);
	if (mount < 0) return mount;
	error = inside_attach(run, mount, "/dev/console");
	close(mount);
	return error;
}

int terminal(struct run *run, const struct step *step)
{
	unsigned long long columns, rows;
	if (field_number(step, 1, USHRT_MAX, &columns) < 0 || field_number(step, 2, USHRT_MAX, &rows) < 0) return -EINVAL;
	int master = run->root >= 0 ? inside_open(run, "/dev/pts/ptmx", O_RDWR | O_NOCTTY)
				    : open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (master < 0) return master == -1 ? -errno : master;
	int unlocked = 0;
	struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
	int error = ioctl(master, TIOCSPTLCK, &unlocked) < 0 ? -errno : 0;
	int slave = error < 0 ? error : ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (error == 0 && slave < 0) error = -errno;
	if (error == 0 && columns > 0 && rows > 0 && ioctl(slave, TIOCSWINSZ, &size) < 0) error = -errno;
	if (error == 0 && strcmp(step->fields[0], "1") == 0) error = bind_console(run, slave);
	if (error == 0) error = message_send(run->peer, MESSAGE_TERMINAL, 0, master);
	if (error == 0 && ioctl(slave, TIOCSCTTY, 0) < 0) error = -errno;
	for (int fd = 0; fd < 3 && error == 0; fd++)
		if (dup2(slave, fd) < 0) error = -errno;
	close(master);
	if (slave >= 0) close(slave);
	return error;
}

int cwd(struct run *run, const struct step *step)
{
	run->detail = step->fields[0];
	/* By openat2(2): a link to a file descriptor that was left open would lead out of the root. */
	int fd = run->root >= 0 ? inside_open(run, step->fields[0], O_PATH | O_DIRECTORY)
				: open(step->fields[0], O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) return fd == -1 ? -errno : fd;
	char path[PATH_MAX];
	int error = fchdir(fd) < 0 ? -errno : 0;
	close(fd);
	/* The kernel tells of a folder that is not below the root by a path without a slash at its beginning. */
	if (error == 0 && getcwd(path, sizeof path) == NULL) error = -errno;
	else if (error == 0 && *path != '/') error = -EXDEV;
	if (error == 0) run->detail = NULL;
	return error;
}

/* PID 1: passes signals on, and reaps what nobody else does, until the program has ended. Does not return. */
__attribute__((noreturn)) static void reap(pid_t program, int result)
{
	sigset_t all;
	sigfillset(&all);
	for (;;) {
		int signal = sigwaitinfo(&all, NULL);
		if (signal < 0) continue;
		if (signal != SIGCHLD) {
			kill(program, signal);
			continue;
		}
		int status;
		for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
			if (pid != program) continue;
			ssize_t written;
			do written = write(result, &status, sizeof status);
			while (written < 0 && errno == EINTR);
			_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
		}
	}
}

int init(struct run *run, const struct step *step)
{
	(void)step;
	/* Before the fork: what comes meanwhile waits, and is passed on. */
	sigset_t all, before;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid_t program = fork();
	if (program < 0) return -errno;
	if (program == 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		/* PID 1 ends with the launcher, and everything in its namespace with it. */
		return 0;
	}
	/* Its descriptors are the program's alone: the end of a pipe must be seen when the program closes it. */
	int result = dup2(run->result, 0);
	k_close_range(1, ~0U, 0);
	reap(program, result);
}

/* The first folder of PATH that has the program. */
static int find_program(const char *name, char *const *environment, char path[PATH_MAX])
{
	const char *folders = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	for (; *environment != NULL; environment++)
		if (strncmp(*environment, "PATH=", 5) == 0) folders = *environment + 5;
	int error = -ENOENT;
	while (*folders != '\0') {
		size_t length = strcspn(folders, ":");
		int printed = snprintf(path, PATH_MAX, "%.*s/%s", length == 0 ? 1 : (int)length, length == 0 ? "." : folders, name);
		if (printed > 0 && printed < PATH_MAX) {
			struct stat status;
			if (access(path, X_OK) == 0 && stat(path, &status) == 0 && S_ISREG(status.st_mode)) return 0;
			if (errno == EACCES) error = -EACCES;
		}
		folders += length;
		if (*folders == ':') folders++;
	}
	return error;
}

int exec(struct run *run, const struct step *step)
{
	unsigned long long count;
	if (field_number(step, 0, step->count - 1, &count) < 0 || count == 0) return -EINVAL;
	char **arguments = calloc((size_t)count + 1, sizeof *arguments);
	char **environment = calloc(step->count - (size_t)count, sizeof *environment);
	if (arguments == NULL || environment == NULL) return -ENOMEM;
	memcpy(arguments, step->fields + 1, (size_t)count * sizeof *arguments);
	memcpy(environment, step->fields + 1 + count, (step->count - 1 - (size_t)count) * sizeof *environment);
	char path[PATH_MAX];
	const char *program = arguments[0];
	run->detail = program;
	if (strchr(program, '/') == NULL) {
		int error = find_program(program, environment, path);
		if (error < 0) return error;
		program = path;
	}
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	int error = message_send(run->peer, MESSAGE_EXEC, now_ns(), -1);
	if (error < 0) return error;
	/* Whatever else is open here is of no business to the program. */
	k_close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	execve(program, arguments, environment);
	return -errno;
}
