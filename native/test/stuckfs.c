/* stuckfs FOLDER: a FUSE file system that never answers, so that a reader
 * meets a folder on which every call hangs: the kernel sends its request to
 * /dev/fuse, and nobody reads that.
 * Prints "ready"; unmounts and ends when standard input ends or SIGTERM comes. Needs root. */
#include <fcntl.h>
#include <sys/mount.h>

#include "common.h"

int main(int argc, char **argv)
{
    char options[128];
    int fd;

    if (argc != 2) {
        fprintf(stderr, "usage: stuckfs FOLDER\n");
        return 2;
    }
    catch_signals(1);
    fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    if (fd < 0)
        fail("/dev/fuse");
    snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=%d,group_id=%d,allow_other", fd, (int)getuid(),
             (int)getgid());
    if (mount("stuckfs", argv[1], "fuse.stuckfs", MS_NOSUID | MS_NODEV, options) < 0)
        fail("mount on %s", argv[1]);
    puts("ready");
    fflush(stdout);
    wait_for_end_of_input();
    /* MNT_DETACH asks the file system nothing; closing fd then fails whatever still waits. */
    if (umount2(argv[1], MNT_DETACH) < 0)
        fail("unmount %s", argv[1]);
    return 0;
}
