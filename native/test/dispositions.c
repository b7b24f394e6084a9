/* dispositions [--handle N[,N]…] [--ignore LIST] [--block LIST] [--fetch LIST] [--await LIST]
 *              [--workers N] [--workers-unblock LIST] [--end-leader] [--vfork] [--zombie]
 *              [--new-pid] [--orphan] [--uids REAL,EFFECTIVE,SAVED] [--trace | --hold]
 * A process whose dispositions and role decide what a signal does to it, and
 * which tells what reached it. LIST is numbers of signals with commas between.
 *   --block            by all threads; --workers-unblock: not by those beside the leader
 *   --fetch            from a signalfd(2); --await: by sigwait(3); both block, too
 *   --end-leader       the first thread ends, its workers live on
 *   --vfork            it waits for a child of vfork(2): uninterruptible
 *   --zombie           it has ended, and is not reaped
 *   --new-pid          it is PID 1 of a pid namespace
 *   --orphan           in a session of its own; else its parent looks after its process group
 *   --trace, --hold    its parent traces it: it runs, or is held
 * The parent prints "ready PID" and at its end "signal N" or "code N"; the
 * process prints "caught N", "fetched N" and, for each byte p of standard
 * input, "pong". u: it unblocks all; r: the vfork ends, or the tracer lets it
 * go with the signal that it has. It is killed when standard input ends. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "common.h"

enum { WORKERS = 16 };

static sigset_t handled, ignored, blocked, fetched, awaited, unblocked;
static long workers;
static int end_leader, with_vfork, zombie, new_pid, orphan, trace, hold, with_uids;
/* Not sigisemptyset(3): that of glibc does not see real-time signals. */
static int with_fetch, with_await;
static unsigned uids[3];
/* To the process: commands; from it: that it is ready; to the child of vfork: its end. */
static int commands[2], ready[2], release[2];
/* Of the threads that are to be there before it is ready. */
static pthread_barrier_t all_there;

/* One write(2) for each line: several processes share the pipe. Safe in a signal handler. */
static void tell(const char *word, int number)
{
    char line[32], digits[12];
    size_t length = strlen(word);
    int count = 0;

    memcpy(line, word, length);
    if (number >= 0) {
        line[length++] = ' ';
        do
            digits[count++] = (char)('0' + number % 10);
        while ((number /= 10) > 0);
        while (count > 0)
            line[length++] = digits[--count];
    }
    line[length++] = '\n';
    if (write(STDOUT_FILENO, line, length) != (ssize_t)length)
        _exit(3);
}

static void on_signal(int number)
{
    int error = errno;

    tell("caught", number);
    errno = error;
}

static void parse_list(sigset_t *set, char *text)
{
    for (char *word = strtok(text, ","); word; word = strtok(NULL, ","))
        sigaddset(set, (int)parse_number(word, 1, 64));
}

/* The C library refuses the two real-time signals that it uses itself: they stay as they are. */
static void set_dispositions(void)
{
    for (int number = 1; number <= 64; number++) {
        struct sigaction action = {.sa_handler = SIG_DFL, .sa_flags = SA_RESTART};

        if (sigismember(&handled, number) == 1)
            action.sa_handler = on_signal;
        if (sigismember(&ignored, number) == 1)
            action.sa_handler = SIG_IGN;
        if (number != SIGKILL && number != SIGSTOP)
            sigaction(number, &action, NULL);
    }
}

/* What the caller of this program blocks is no part of it. */
static void set_mask(const sigset_t *set)
{
    if (sigprocmask(SIG_SETMASK, set, NULL) < 0)
        fail("sigprocmask");
}

static void take_commands(void)
{
    char byte;
    ssize_t count;

    while ((count = read(commands[0], &byte, 1)) == 1 || (count < 0 && errno == EINTR)) {
        if (count == 1 && byte == 'u') {
            sigset_t none;

            sigemptyset(&none);
            set_mask(&none);
        } else if (count == 1 && byte == 'p') {
            tell("pong", -1);
        }
    }
    _exit(0);
}

static void *fetch(void *unused)
{
    int fd = signalfd(-1, &fetched, SFD_CLOEXEC);
    struct signalfd_siginfo info;

    (void)unused;
    if (fd < 0)
        fail("signalfd");
    pthread_barrier_wait(&all_there);
    while (read(fd, &info, sizeof info) == sizeof info)
        tell("fetched", (int)info.ssi_signo);
    return NULL;
}

static void *await(void *unused)
{
    int number;

    (void)unused;
    pthread_barrier_wait(&all_there);
    while (sigwait(&awaited, &number) == 0)
        tell("fetched", number);
    return NULL;
}

/* The first worker takes the commands where the leader does not; the others only are there. */
static void *work(void *argument)
{
    int first = argument == NULL;

    pthread_sigmask(SIG_UNBLOCK, &unblocked, NULL);
    pthread_barrier_wait(&all_there);
    if (first && (end_leader || with_vfork))
        take_commands();
    for (;;)
        poll(NULL, 0, -1);
    return NULL;
}

static void start_thread(void *(*run)(void *), void *argument)
{
    pthread_t thread;
    pthread_attr_t attributes;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 128 * 1024);
    errno = pthread_create(&thread, &attributes, run, argument);
    if (errno)
        fail("pthread_create");
}

/* The mask that is inherited by a thread decides, so it is set before. */
__attribute__((noreturn)) static void be_the_process(void)
{
    unsigned there = 1 + (unsigned)workers + (unsigned)with_fetch + (unsigned)with_await;

    if (orphan ? setsid() < 0 : setpgid(0, 0) < 0)
        fail("leave the process group");
    if (with_uids && setresuid(uids[0], uids[1], uids[2]) < 0)
        fail("setresuid");
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
        fail("PR_SET_PDEATHSIG");
    set_dispositions();
    set_mask(&blocked);
    pthread_barrier_init(&all_there, NULL, there);
    for (long i = 0; i < workers; i++)
        start_thread(work, i == 0 ? NULL : &workers);
    if (with_fetch)
        start_thread(fetch, NULL);
    if (with_await)
        start_thread(await, NULL);
    pthread_barrier_wait(&all_there);
    if (write(ready[1], "r", 1) != 1)
        fail("write");
    if (zombie)
        _exit(0);
    if (with_vfork && vfork() == 0) {
        char byte;

        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (read(release[0], &byte, 1) < 0)
            _exit(1);
        _exit(0);
    }
    /* Of this thread alone. */
    if (end_leader)
        syscall(SYS_exit, 0);
    take_commands();
    _exit(0);
}

static int wait_for_stop(pid_t pid)
{
    int status;

    if (waitpid(pid, &status, __WALL) < 0 || !WIFSTOPPED(status))
        fail("waitpid of what is traced");
    return status;
}

static void start_tracing(pid_t pid)
{
    if (ptrace(PTRACE_SEIZE, pid, 0, 0) < 0)
        fail("PTRACE_SEIZE");
    if (hold) {
        if (ptrace(PTRACE_INTERRUPT, pid, 0, 0) < 0)
            fail("PTRACE_INTERRUPT");
        wait_for_stop(pid);
    }
}

/* Detaches, and hands on the signal that it was told of. */
static void stop_tracing(pid_t pid)
{
    int status = 0;
    long number = 0;

    if (!hold) {
        pid_t stopped = waitpid(pid, &status, WNOHANG | __WALL);

        if (stopped == 0) {
            ptrace(PTRACE_INTERRUPT, pid, 0, 0);
            status = wait_for_stop(pid);
        }
        /* What PTRACE_INTERRUPT or a group stop brought is no signal to hand on. */
        if (status >> 16 != PTRACE_EVENT_STOP)
            number = WSTOPSIG(status);
    }
    ptrace(PTRACE_DETACH, pid, 0, number);
}

static void let_go(pid_t pid)
{
    if (trace || hold)
        stop_tracing(pid);
    else if (write(release[1], "r", 1) != 1)
        fail("write");
}

/* Relays commands until the process or standard input ends. */
static void look_after(pid_t pid)
{
    struct pollfd polled[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.events = POLLIN}};
    char byte;

    /* Of a zombie it would tell at once. */
    polled[1].fd = zombie ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
    if (!zombie && polled[1].fd < 0)
        fail("pidfd_open");
    for (;;) {
        if (poll(polled, 2, -1) < 0 && errno != EINTR)
            fail("poll");
        if (polled[1].revents)
            return;
        if (!polled[0].revents)
            continue;
        if (read(STDIN_FILENO, &byte, 1) != 1) {
            kill(pid, SIGKILL);
            return;
        }
        if (byte == 'r')
            let_go(pid);
        else if (write(commands[1], &byte, 1) != 1)
            fail("write");
    }
}

static void parse_uids(const char *text)
{
    if (sscanf(text, "%u,%u,%u", &uids[0], &uids[1], &uids[2]) != 3) {
        errno = EINVAL;
        fail("--uids %s", text);
    }
    with_uids = 1;
}

static void parse_arguments(int argc, char **argv)
{
    const struct {
        const char *name;
        sigset_t *set;
    } lists[] = {{"--handle", &handled}, {"--ignore", &ignored}, {"--block", &blocked},
                 {"--fetch", &fetched},  {"--await", &awaited},  {"--workers-unblock", &unblocked}};
    const struct {
        const char *name;
        int *flag;
    } flags[] = {{"--end-leader", &end_leader}, {"--vfork", &with_vfork}, {"--zombie", &zombie},
                 {"--new-pid", &new_pid},       {"--orphan", &orphan},    {"--trace", &trace},
                 {"--hold", &hold}};

    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++)
        sigemptyset(lists[l].set);
    for (int i = 1; i < argc; i++) {
        int known = 0;

        for (size_t f = 0; f < sizeof flags / sizeof *flags; f++)
            if (strcmp(argv[i], flags[f].name) == 0)
                known = *flags[f].flag = 1;
        for (size_t l = 0; !known && i + 1 < argc && l < sizeof lists / sizeof *lists; l++)
            if (strcmp(argv[i], lists[l].name) == 0) {
                parse_list(lists[l].set, argv[++i]);
                known = 1;
            }
        if (!known && i + 1 < argc && strcmp(argv[i], "--workers") == 0)
            workers = parse_number(argv[++i], 0, WORKERS);
        else if (!known && i + 1 < argc && strcmp(argv[i], "--uids") == 0)
            parse_uids(argv[++i]);
        else if (!known) {
            fprintf(stderr, "dispositions: what is %s?\n", argv[i]);
            exit(2);
        }
    }
    for (int number = 1; number <= 64; number++) {
        with_fetch |= sigismember(&fetched, number) == 1;
        with_await |= sigismember(&awaited, number) == 1;
    }
    sigorset(&blocked, &blocked, &fetched);
    sigorset(&blocked, &blocked, &awaited);
}

int main(int argc, char **argv)
{
    sigset_t none;
    pid_t pid;
    int status;
    char byte;

    parse_arguments(argc, argv);
    sigemptyset(&none);
    set_mask(&none);
    if (pipe2(commands, O_CLOEXEC) < 0 || pipe2(ready, O_CLOEXEC) < 0 || pipe2(release, O_CLOEXEC) < 0)
        fail("pipe");
    /* A session of its own, so that it is this program that looks after the process group. */
    if (setsid() < 0)
        fail("setsid");
    if (new_pid && unshare(CLONE_NEWPID) < 0)
        fail("unshare the pid namespace");
    pid = fork();
    if (pid < 0)
        fail("fork");
    if (pid == 0) {
        close(STDIN_FILENO);
        close(commands[1]);
        close(release[1]);
        close(ready[0]);
        be_the_process();
    }
    close(commands[0]);
    close(ready[1]);
    errno = ECHILD;
    if (read(ready[0], &byte, 1) != 1)
        fail("the process did not start");
    if (trace || hold)
        start_tracing(pid);
    tell("ready", pid);
    look_after(pid);
    while (waitpid(pid, &status, __WALL) < 0 || WIFSTOPPED(status))
        continue;
    if (WIFSIGNALED(status))
        tell("signal", WTERMSIG(status));
    else
        tell("code", WEXITSTATUS(status));
    return 0;
}
