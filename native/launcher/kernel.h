/* System calls that the C library may not know yet. Each returns what the kernel does, or -errno. */
#pragma once
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <stdint.h>
#include <sys/types.h>

#ifndef MOUNT_ATTR_NOSYMFOLLOW
#define MOUNT_ATTR_NOSYMFOLLOW 0x00200000
#endif

int k_openat2(int dir, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve);
int k_open_tree(int dir, const char *path, unsigned flags);
int k_move_mount(int from, const char *from_path, int to, const char *to_path, unsigned flags);
int k_fsopen(const char *type);
int k_fsconfig(int fd, unsigned command, const char *key, const void *value, int aux);
int k_fsmount(int fd, unsigned attributes);
int k_mount_setattr(int fd, const char *path, unsigned flags, struct mount_attr *attributes);
int k_mount(const char *source, const char *target, const char *type, unsigned long flags);
int k_umount(const char *target, int flags);
int k_pivot_root(const char *root, const char *old);
pid_t k_clone3(struct clone_args *arguments);
int k_close_range(unsigned first, unsigned last, unsigned flags);
int k_pidfd_send_signal(int pidfd, int signal);
