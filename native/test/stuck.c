/* stuck: a process whose /proc/PID/cmdline blocks its reader for ever.
 *
 * The kernel copies that text out of the process's memory under its memory map
 * lock. The process holds this lock while it maps a file of a FUSE server that
 * stops to answer, as with a network file system whose server is gone:
 *   1. it maps the file shared and writes, which leaves a dirty page;
 *   2. it maps the file again by a handle that the server calls uncached: before
 *      that the kernel writes the dirty page back, inside mmap(2), and waits.
 * The server never answers the write. (Pages of the arguments themselves that
 * fault into userfaultfd or FUSE do not block: since 4.17 the kernel refuses them.)
 *
 * So cmdline and environ block (maps too, before per-VMA locks: Linux 6.17);
 * stat, status, cgroup, comm and ns/ read.
 * The process is in state D, and no signal ends it before the server ends.
 * Prints its pid; ends when standard input ends. Needs root. Leaves no mount: it is never attached. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "common.h"

enum { FILE_SIZE = 4096 };

static void reply(int fuse, uint64_t unique, const void *data, size_t length)
{
    char buffer[sizeof(struct fuse_out_header) + FILE_SIZE];
    struct fuse_out_header header = {.len = (uint32_t)(sizeof header + length), .unique = unique};

    memcpy(buffer, &header, sizeof header);
    memcpy(buffer + sizeof header, data, length);
    if (write(fuse, buffer, header.len) != (ssize_t)header.len)
        fail("answer to the kernel");
}

/* Answers one request; returns 1 for the write, which gets no answer. */
static int serve(int fuse)
{
    static union {
        struct fuse_in_header header;
        char bytes[FUSE_MIN_READ_BUFFER + FILE_SIZE];
    } request;
    static const char content[FILE_SIZE];
    static int opened;
    uint64_t unique;

    if (read(fuse, &request, sizeof request) < 0)
        fail("read a request");
    unique = request.header.unique;
    switch (request.header.opcode) {
    case FUSE_INIT: {
        struct fuse_init_out init = {.major = FUSE_KERNEL_VERSION, .minor = 31, .max_write = FILE_SIZE};

        reply(fuse, unique, &init, sizeof init);
        return 0;
    }
    case FUSE_GETATTR: {
        struct fuse_attr_out out = {
            .attr_valid = 3600,
            .attr = {.ino = FUSE_ROOT_ID, .size = FILE_SIZE, .mode = S_IFREG | 0600, .nlink = 1},
        };

        reply(fuse, unique, &out, sizeof out);
        return 0;
    }
    case FUSE_OPEN: {
        /* The second handle is the uncached one. KEEP_CACHE: opening drops no page. */
        struct fuse_open_out out = {.open_flags = opened++ ? FOPEN_DIRECT_IO | FOPEN_KEEP_CACHE : FOPEN_KEEP_CACHE};

        reply(fuse, unique, &out, sizeof out);
        return 0;
    }
    case FUSE_READ:
        reply(fuse, unique, content, sizeof content);
        return 0;
    case FUSE_WRITE:
        return 1;
    default: {
        struct fuse_out_header none = {.len = sizeof none, .error = -ENOSYS, .unique = unique};

        if (write(fuse, &none, sizeof none) != sizeof none)
            fail("answer to the kernel");
        return 0;
    }
    }
}

/* A FUSE mount whose root is a plain file, attached nowhere. */
static int make_mount(int fuse)
{
    char fd[16];
    int context = fsopen("fuse", FSOPEN_CLOEXEC), mount_fd;

    if (context < 0)
        fail("fsopen fuse");
    snprintf(fd, sizeof fd, "%d", fuse);
    if (fsconfig(context, FSCONFIG_SET_STRING, "source", "stuck", 0) < 0 ||
        fsconfig(context, FSCONFIG_SET_STRING, "fd", fd, 0) < 0 ||
        fsconfig(context, FSCONFIG_SET_STRING, "rootmode", "100600", 0) < 0 ||
        fsconfig(context, FSCONFIG_SET_STRING, "user_id", "0", 0) < 0 ||
        fsconfig(context, FSCONFIG_SET_STRING, "group_id", "0", 0) < 0 ||
        fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        fail("configure the fuse mount");
    mount_fd = fsmount(context, FSMOUNT_CLOEXEC, 0);
    if (mount_fd < 0)
        fail("fsmount");
    close(context);
    return mount_fd;
}

static void get_stuck(int mount_fd)
{
    char path[32];
    int cached, uncached;
    volatile char *page;
    struct stat facts;

    snprintf(path, sizeof path, "/proc/self/fd/%d", mount_fd);
    cached = open(path, O_RDWR | O_CLOEXEC);
    if (cached < 0)
        fail("open %s", path);
    /* Has the kernel ask for the size: until then the file is empty. */
    if (fstat(cached, &facts) < 0)
        fail("stat %s", path);
    page = mmap(NULL, FILE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, cached, 0);
    if (page == MAP_FAILED)
        fail("map the file");
    page[0] = 1;
    uncached = open(path, O_RDWR | O_CLOEXEC);
    if (uncached < 0)
        fail("open %s again", path);
    mmap(NULL, FILE_SIZE, PROT_READ, MAP_PRIVATE, uncached, 0);
    _exit(0);
}

int main(void)
{
    pid_t child;
    int mount_fd, fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC), stuck = 0;

    if (fuse < 0)
        fail("/dev/fuse");
    mount_fd = make_mount(fuse);
    child = fork();
    if (child < 0)
        fail("fork");
    if (child == 0) {
        /* Only the server may hold this: when it ends, however that happens,
         * the kernel gives up all waiting for it. */
        close(fuse);
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
            fail("PR_SET_PDEATHSIG");
        get_stuck(mount_fd);
    }
    close(mount_fd);
    for (;;) {
        struct pollfd inputs[] = {{.fd = fuse, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
        char byte;

        errno = ETIMEDOUT;
        if (poll(inputs, 2, stuck ? -1 : 10000) <= 0)
            fail("the process did not get stuck");
        if (inputs[1].revents && read(STDIN_FILENO, &byte, 1) <= 0)
            break;
        if (inputs[0].revents && serve(fuse) && !stuck) {
            stuck = 1;
            printf("%d\n", child);
            fflush(stdout);
        }
    }
    kill(child, SIGKILL);
    close(fuse);
    waitpid(child, NULL, 0);
    return 0;
}
