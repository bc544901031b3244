/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wrappers for Linux calls that the Glibc module does not show to Swift: GNU-only declarations, variadic
 * ioctl requests, and system calls newer than the C library. The header includes nothing of the kernel's,
 * so that it agrees with the Glibc module whatever feature macros are set.
 * Each function returns what the system call returns: -1 and errno on failure.
 */
#ifndef STRATA_CLINUX_H
#define STRATA_CLINUX_H

#include <stdint.h>
#include <sys/types.h>

struct strata_time {
    int64_t seconds;
    uint32_t nanoseconds;
};

/* The basic fields of struct statx. */
struct strata_status {
    uint32_t mode, user, group, links;
    uint64_t inode, size, blocks;
    uint32_t device_major, device_minor, node_major, node_minor;
    struct strata_time accessed, modified, changed;
};

/* The fields of struct statfs that Strata uses, sizes in bytes. */
struct strata_space {
    uint32_t magic;
    uint64_t total, free, used_inodes;
};

int strata_errno(void);
int strata_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve);
long strata_getdents64(int directory, void *buffer, size_t size);
int strata_statx(int directory, const char *path, int flags, struct strata_status *out);
int strata_mknodat(int directory, const char *path, uint32_t mode, unsigned major_, unsigned minor_);
int strata_renameat2(int from, const char *old, int to, const char *new_, unsigned flags);
ssize_t strata_listxattrat(int directory, const char *name, char *list, size_t size);
ssize_t strata_getxattrat(int directory, const char *name, const char *key, void *value, size_t size);
int strata_setxattrat(int directory, const char *name, const char *key, const void *value, size_t size);
int strata_removexattrat(int directory, const char *name, const char *key);
int strata_ficlone(int destination, int source);
ssize_t strata_copy_file_range(int in, int64_t *in_off, int out, int64_t *out_off, size_t length);
int strata_fsopen(const char *type);
int strata_fsconfig_string(int context, const char *key, const char *value);
int strata_fsconfig_flag(int context, const char *key);
int strata_fsconfig_create(int context);
int strata_fsmount(int context, unsigned attributes);
int strata_open_tree_clone(int directory, const char *path, int recursive);
int strata_move_mount_to(int mount_, const char *target);
int strata_mount_set_read_only(int mount_, int recursive);
unsigned strata_mount_attr_rdonly(void);
int strata_private_mount_namespace(void);
int strata_loop_free_index(int control);
int strata_loop_configure(int device, int file);
int strata_loop_clear(int device);
uint64_t strata_monotonic_nanoseconds(void);
int strata_raise_descriptor_limit(void);
unsigned strata_type_mask(void);
uint64_t strata_resolve_beneath(void);
uint64_t strata_resolve_in_root(void);
int strata_bind(const char *source, const char *target, int recursive);
int strata_remount_read_only(const char *target);
int strata_mount(const char *source, const char *target, const char *type, int read_only, const char *data);
int strata_unmount_detached(const char *target);
int strata_syncfs(int descriptor);
int strata_btrfs_create_subvolume(int directory, const char *name);
int strata_btrfs_create_snapshot(int directory, const char *name, int source);
int strata_btrfs_delete_subvolume(int directory, const char *name);

/* A pipe whose ends close at execve (pipe2); Swift's Glibc does not show it. */
int strata_pipe(int ends[2]);

/* The number of the subvolume that a file is in. */
int strata_btrfs_tree_id(int file, uint64_t *id);
/* Writes the send stream of a read-only subvolume since another, by its number, without the files' data. */
int strata_btrfs_send_names(int subvolume, int stream, uint64_t parent);
/* The paths of an inode below its subvolume's root, each closed by a zero byte, in a buffer of at least 4096
   bytes. Gives how many bytes they take, or how many paths there was no room for. */
int strata_btrfs_paths(int subvolume, uint64_t inode, char *paths, unsigned *bytes, unsigned *missed);
/* Where a stretch of a file's content lies on the device. */
struct strata_extent { uint64_t physical, length; };

/* Up to 64 of a file's extents from an offset, which moves on behind them (FS_IOC_FIEMAP); none at the end. */
int strata_extents(int file, uint64_t *offset, struct strata_extent *out, unsigned *count);
int strata_watch_interrupts(void);
int strata_received_interrupt(void);
int strata_statfs(int descriptor, struct strata_space *out);

#endif
