#include "kernel.h"
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

static long settled(long result)
{
	return result < 0 ? -errno : result;
}

int k_openat2(int dir, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve)
{
	struct open_how how = {.flags = flags | O_CLOEXEC, .mode = mode, .resolve = resolve};
	/* With RESOLVE_IN_ROOT a rename elsewhere in the tree gives EAGAIN; somebody who does that for ever waits alone. */
	long fd = -EAGAIN;
	for (int tries = 0; tries < 128 && fd == -EAGAIN; tries++) fd = settled(syscall(SYS_openat2, dir, path, &how, sizeof how));
	return (int)fd;
}

int k_open_tree(int dir, const char *path, unsigned flags)
{
	return (int)settled(syscall(SYS_open_tree, dir, path, flags | OPEN_TREE_CLOEXEC));
}

int k_move_mount(int from, const char *from_path, int to, const char *to_path, unsigned flags)
{
	return (int)settled(syscall(SYS_move_mount, from, from_path, to, to_path, flags));
}

int k_fsopen(const char *type)
{
	return (int)settled(syscall(SYS_fsopen, type, FSOPEN_CLOEXEC));
}

int k_fsconfig(int fd, unsigned command, const char *key, const void *value, int aux)
{
	return (int)settled(syscall(SYS_fsconfig, fd, command, key, value, aux));
}

int k_fsmount(int fd, unsigned attributes)
{
	return (int)settled(syscall(SYS_fsmount, fd, FSMOUNT_CLOEXEC, attributes));
}

int k_mount_setattr(int fd, const char *path, unsigned flags, struct mount_attr *attributes)
{
	return (int)settled(syscall(SYS_mount_setattr, fd, path, flags, attributes, sizeof *attributes));
}

int k_mount(const char *source, const char *target, const char *type, unsigned long flags)
{
	return (int)settled(syscall(SYS_mount, source, target, type, flags, NULL));
}

int k_umount(const char *target, int flags)
{
	return (int)settled(syscall(SYS_umount2, target, flags));
}

int k_pivot_root(const char *root, const char *old)
{
	return (int)settled(syscall(SYS_pivot_root, root, old));
}

pid_t k_clone3(struct clone_args *arguments)
{
	return (pid_t)settled(syscall(SYS_clone3, arguments, sizeof *arguments));
}

int k_close_range(unsigned first, unsigned last, unsigned flags)
{
	return (int)settled(syscall(SYS_close_range, first, last, flags));
}

int k_pidfd_send_signal(int pidfd, int signal)
{
	return (int)settled(syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0));
}
