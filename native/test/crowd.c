/* crowd N [--containers M] [--cgroup-root PATH]...
 * A busy machine to measure and test against: N sleeping processes, and M
 * containers. A container is a sleeping pid 1 in pid, mnt, uts, ipc and net
 * namespaces of its own, in a cgroup PATH/<64 hex digits> that is made for it,
 * the same name below each PATH (one PATH for each hierarchy). A PATH that does
 * not exist is made (its last element only) and removed again.
 * Prints "ready" when all are there. When standard input ends (or SIGTERM
 * comes) it kills and reaps its children, removes the cgroups, and ends. Containers need root. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "common.h"

enum { ID_LENGTH = 64, MOST_ROOTS = 32, PATH_LENGTH = 4096 };

struct root {
    const char *path;
    int made;
};

static struct root roots[MOST_ROOTS];
static int root_count;
static char (*ids)[ID_LENGTH + 1];
static long id_count;
static pid_t *children;
static long child_count;

/* Kills and reaps all children, then removes their cgroups. Returns 0, or 1 where one stays. */
static int clean_up(void)
{
    int left = 0;

    for (long i = 0; i < child_count; i++)
        kill(children[i], SIGKILL);
    for (long i = 0; i < child_count; i++)
        while (waitpid(children[i], NULL, 0) < 0 && errno == EINTR)
            continue;
    for (int r = 0; r < root_count; r++) {
        char path[PATH_LENGTH];

        for (long i = 0; i < id_count; i++) {
            snprintf(path, sizeof path, "%s/%s", roots[r].path, ids[i]);
            /* A cgroup stays busy for a moment after its last process. */
            for (int tries = 0; rmdir(path) < 0 && errno == EBUSY && tries < 200; tries++)
                nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
        }
        if (roots[r].made && rmdir(roots[r].path) < 0) {
            fprintf(stderr, "crowd: %s stays: %s\n", roots[r].path, strerror(errno));
            left = 1;
        }
    }
    return left;
}

__attribute__((noreturn)) static void give_up(const char *what)
{
    fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
    clean_up();
    exit(1);
}

/* A child that sleeps, and dies with its parent. clone_flags: namespaces. */
static pid_t start_child(uint64_t clone_flags, const char *hostname)
{
    struct clone_args args = {.flags = clone_flags, .exit_signal = SIGCHLD};
    pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);

    if (pid < 0)
        give_up("clone3");
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        catch_signals(0);
        if (hostname && sethostname(hostname, strlen(hostname)) < 0)
            _exit(1);
        /* Neither holds the caller's pipes open. */
        close(STDIN_FILENO);
        close(STDOUT_FILENO);
        for (;;)
            pause();
    }
    children[child_count++] = pid;
    return pid;
}

static int copy_file(const char *from, const char *to)
{
    char text[PATH_LENGTH];
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CLOEXEC);
    ssize_t length = in < 0 ? -1 : read(in, text, sizeof text);
    int failed = out < 0 || length < 0 || write(out, text, (size_t)length) != length;

    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return failed ? -1 : 0;
}

/* mkdir for a cgroup. A new cpuset of version 1 has no processors, and then takes no process. */
static int make_cgroup(const char *path)
{
    static const char *const files[] = {"cpuset.cpus", "cpuset.mems"};
    char from[PATH_LENGTH + 32], to[PATH_LENGTH + 32], procs[PATH_LENGTH + 32];

    if (mkdir(path, 0755) < 0)
        return -1;
    for (size_t i = 0; i < 2; i++) {
        snprintf(to, sizeof to, "%s/%s", path, files[i]);
        snprintf(from, sizeof from, "%s/../%s", path, files[i]);
        snprintf(procs, sizeof procs, "%s/tasks", path);
        if (access(to, F_OK) == 0 && access(procs, F_OK) == 0 && copy_file(from, to) < 0) {
            int error = errno;

            rmdir(path);
            errno = error;
            return -1;
        }
    }
    return 0;
}

static void join_cgroup(const char *root, const char *id, pid_t pid)
{
    char path[PATH_LENGTH], number[16];
    int length = snprintf(number, sizeof number, "%d", pid), fd;

    snprintf(path, sizeof path, "%s/%s/cgroup.procs", root, id);
    fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, number, (size_t)length) != length)
        give_up(path);
    close(fd);
}

static void start_container(void)
{
    char *id = ids[id_count], path[PATH_LENGTH], hostname[16];
    unsigned char random[ID_LENGTH / 2];
    pid_t pid;

    if (getrandom(random, sizeof random, 0) != sizeof random)
        give_up("getrandom");
    for (size_t i = 0; i < sizeof random; i++)
        sprintf(id + 2 * i, "%02x", random[i]);
    snprintf(hostname, sizeof hostname, "%.12s", id);
    id_count++;
    for (int r = 0; r < root_count; r++) {
        snprintf(path, sizeof path, "%s/%s", roots[r].path, id);
        if (make_cgroup(path) < 0)
            give_up(path);
    }
    pid = start_child(CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET, hostname);
    for (int r = 0; r < root_count; r++)
        join_cgroup(roots[r].path, id, pid);
}

int main(int argc, char **argv)
{
    long processes = -1, containers = 0;
    int left;

    for (int i = 1; i < argc; i++) {
        if (i + 1 < argc && strcmp(argv[i], "--containers") == 0)
            containers = parse_number(argv[++i], 0, 100000);
        else if (i + 1 < argc && strcmp(argv[i], "--cgroup-root") == 0 && root_count < MOST_ROOTS)
            roots[root_count++].path = argv[++i];
        else if (processes < 0)
            processes = parse_number(argv[i], 0, 1000000);
        else
            processes = -2;
    }
    if (processes < 0) {
        fprintf(stderr, "usage: crowd N [--containers M] [--cgroup-root PATH]...\n");
        return 2;
    }
    catch_signals(1);
    children = calloc((size_t)(processes + containers) + 1, sizeof *children);
    ids = calloc((size_t)containers + 1, sizeof *ids);
    if (!children || !ids)
        fail("out of memory");
    for (int r = 0; r < root_count; r++) {
        roots[r].made = make_cgroup(roots[r].path) == 0;
        if (!roots[r].made && errno != EEXIST) {
            root_count = r;
            give_up(roots[r].path);
        }
    }
    for (long i = 0; i < containers; i++)
        start_container();
    for (long i = 0; i < processes; i++)
        start_child(0, NULL);
    puts("ready");
    fflush(stdout);
    wait_for_end_of_input();
    left = clean_up();
    return left;
}
