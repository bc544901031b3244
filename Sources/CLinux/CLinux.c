/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "CLinux.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/btrfs.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <linux/openat2.h>
#include <linux/magic.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

/* System calls of Linux 6.13 that Debian 12's headers do not number yet (include/uapi/asm-generic/unistd.h). */
#define STRATA_NR_SETXATTRAT 463
#define STRATA_NR_GETXATTRAT 464
#define STRATA_NR_LISTXATTRAT 465
#define STRATA_NR_REMOVEXATTRAT 466

struct strata_xattr_args {
    uint64_t value;
    uint32_t size;
    uint32_t flags;
} __attribute__((aligned(8)));

int strata_errno(void) { return errno; }

int strata_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve) {
    struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

long strata_getdents64(int directory, void *buffer, size_t size) {
    return syscall(SYS_getdents64, directory, buffer, size);
}

int strata_statx(int directory, const char *path, int flags, struct strata_status *out) {
    struct statx raw;
    if (statx(directory, path, flags, STATX_BASIC_STATS, &raw) < 0) return -1;
    *out = (struct strata_status){
        .mode = raw.stx_mode,
        .user = raw.stx_uid,
        .group = raw.stx_gid,
        .links = raw.stx_nlink,
        .inode = raw.stx_ino,
        .size = raw.stx_size,
        .blocks = raw.stx_blocks,
        .device_major = raw.stx_dev_major,
        .device_minor = raw.stx_dev_minor,
        .node_major = raw.stx_rdev_major,
        .node_minor = raw.stx_rdev_minor,
        .accessed = {raw.stx_atime.tv_sec, raw.stx_atime.tv_nsec},
        .modified = {raw.stx_mtime.tv_sec, raw.stx_mtime.tv_nsec},
        .changed = {raw.stx_ctime.tv_sec, raw.stx_ctime.tv_nsec},
    };
    return 0;
}

int strata_mknodat(int directory, const char *path, uint32_t mode, unsigned major_, unsigned minor_) {
    return mknodat(directory, path, mode, makedev(major_, minor_));
}

int strata_renameat2(int from, const char *old, int to, const char *new_, unsigned flags) {
    return (int)syscall(SYS_renameat2, from, old, to, new_, flags);
}

/* Extended attributes of directory/name, the last component never followed.
 * Kernels before 6.13 have no *xattrat calls; there the path goes through /proc/self/fd. */
static int strata_proc_path(char *out, size_t size, int directory, const char *name) {
    int length = snprintf(out, size, "/proc/self/fd/%d/%s", directory, name);
    if (length < 0 || (size_t)length >= size) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return 0;
}

#define STRATA_PROC_PATH_SIZE 4352 /* PATH_MAX and the /proc prefix */

ssize_t strata_listxattrat(int directory, const char *name, char *list, size_t size) {
    long n = syscall(STRATA_NR_LISTXATTRAT, directory, name, AT_SYMLINK_NOFOLLOW, list, size);
    if (n >= 0 || errno != ENOSYS) return n;
    char path[STRATA_PROC_PATH_SIZE];
    if (strata_proc_path(path, sizeof path, directory, name) < 0) return -1;
    return llistxattr(path, list, size);
}

ssize_t strata_getxattrat(int directory, const char *name, const char *key, void *value, size_t size) {
    struct strata_xattr_args args = {.value = (uint64_t)(uintptr_t)value, .size = (uint32_t)size, .flags = 0};
    long n = syscall(STRATA_NR_GETXATTRAT, directory, name, AT_SYMLINK_NOFOLLOW, key, &args, sizeof args);
    if (n >= 0 || errno != ENOSYS) return n;
    char path[STRATA_PROC_PATH_SIZE];
    if (strata_proc_path(path, sizeof path, directory, name) < 0) return -1;
    return lgetxattr(path, key, value, size);
}

int strata_setxattrat(int directory, const char *name, const char *key, const void *value, size_t size) {
    struct strata_xattr_args args = {.value = (uint64_t)(uintptr_t)value, .size = (uint32_t)size, .flags = 0};
    long n = syscall(STRATA_NR_SETXATTRAT, directory, name, AT_SYMLINK_NOFOLLOW, key, &args, sizeof args);
    if (n >= 0 || errno != ENOSYS) return (int)n;
    char path[STRATA_PROC_PATH_SIZE];
    if (strata_proc_path(path, sizeof path, directory, name) < 0) return -1;
    return lsetxattr(path, key, value, size, 0);
}

int strata_removexattrat(int directory, const char *name, const char *key) {
    long n = syscall(STRATA_NR_REMOVEXATTRAT, directory, name, AT_SYMLINK_NOFOLLOW, key);
    if (n >= 0 || errno != ENOSYS) return (int)n;
    char path[STRATA_PROC_PATH_SIZE];
    if (strata_proc_path(path, sizeof path, directory, name) < 0) return -1;
    return lremovexattr(path, key);
}

int strata_ficlone(int destination, int source) { return ioctl(destination, FICLONE, source); }

ssize_t strata_copy_file_range(int in, int64_t *in_off, int out, int64_t *out_off, size_t length) {
    return copy_file_range(in, in_off, out, out_off, length, 0);
}

int strata_fsopen(const char *type) { return fsopen(type, FSOPEN_CLOEXEC); }
int strata_fsconfig_string(int context, const char *key, const char *value) {
    return fsconfig(context, FSCONFIG_SET_STRING, key, value, 0);
}
int strata_fsconfig_flag(int context, const char *key) {
    return fsconfig(context, FSCONFIG_SET_FLAG, key, NULL, 0);
}
int strata_fsconfig_create(int context) { return fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0); }
int strata_fsmount(int context, unsigned attributes) {
    return fsmount(context, FSMOUNT_CLOEXEC, attributes);
}
int strata_open_tree_clone(int directory, const char *path, int recursive) {
    unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (recursive ? AT_RECURSIVE : 0);
    return open_tree(directory, path, flags);
}
int strata_move_mount_to(int mount_, const char *target) {
    return move_mount(mount_, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH);
}
int strata_mount_set_read_only(int mount_, int recursive) {
    struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY};
    unsigned flags = AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0);
    return mount_setattr(mount_, "", flags, &attributes, sizeof attributes);
}
unsigned strata_mount_attr_rdonly(void) { return MOUNT_ATTR_RDONLY; }

/* Makes the caller's mount namespace private to it; call before any thread exists (unshare(2)). */
int strata_private_mount_namespace(void) {
    if (unshare(CLONE_NEWNS) < 0) return -1;
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

int strata_loop_free_index(int control) { return ioctl(control, LOOP_CTL_GET_FREE); }
int strata_loop_configure(int device, int file) {
    struct loop_config config;
    memset(&config, 0, sizeof config);
    config.fd = (uint32_t)file;
    config.info.lo_flags = LO_FLAGS_AUTOCLEAR;
    return ioctl(device, LOOP_CONFIGURE, &config);
}
int strata_loop_clear(int device) { return ioctl(device, LOOP_CLR_FD, 0); }

uint64_t strata_monotonic_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int strata_raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return -1;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &limit);
}

unsigned strata_type_mask(void) { return S_IFMT; }
uint64_t strata_resolve_beneath(void) { return RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS; }
uint64_t strata_resolve_in_root(void) { return RESOLVE_IN_ROOT; }
int strata_bind(const char *source, const char *target, int recursive) {
    return mount(source, target, NULL, MS_BIND | (recursive ? MS_REC : 0), NULL);
}
int strata_remount_read_only(const char *target) {
    return mount(NULL, target, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL);
}
int strata_mount(const char *source, const char *target, const char *type, int read_only, const char *data) {
    return mount(source, target, type, read_only ? MS_RDONLY : 0, data);
}
int strata_unmount_detached(const char *target) { return umount2(target, MNT_DETACH | UMOUNT_NOFOLLOW); }
int strata_syncfs(int descriptor) { return syncfs(descriptor); }
int strata_statfs(int descriptor, struct strata_space *out) {
    struct statfs raw;
    if (fstatfs(descriptor, &raw) < 0) return -1;
    uint64_t unit = raw.f_frsize ? (uint64_t)raw.f_frsize : (uint64_t)raw.f_bsize;
    *out = (struct strata_space){
        .magic = (uint32_t)raw.f_type,
        .total = raw.f_blocks * unit,
        .free = raw.f_bfree * unit,
        .used_inodes = raw.f_files - raw.f_ffree,
    };
    return 0;
}

/* Subvolumes by their ioctls, with nothing around them (linux/btrfs.h). */
static int strata_btrfs_named(int directory, unsigned long request, const char *name, int source) {
    struct btrfs_ioctl_vol_args_v2 arguments;
    memset(&arguments, 0, sizeof arguments);
    if (strlen(name) >= sizeof arguments.name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    arguments.fd = source;
    strcpy(arguments.name, name);
    return ioctl(directory, request, &arguments);
}
int strata_btrfs_create_subvolume(int directory, const char *name) {
    return strata_btrfs_named(directory, BTRFS_IOC_SUBVOL_CREATE_V2, name, 0);
}
int strata_btrfs_create_snapshot(int directory, const char *name, int source) {
    return strata_btrfs_named(directory, BTRFS_IOC_SNAP_CREATE_V2, name, source);
}
int strata_btrfs_delete_subvolume(int directory, const char *name) {
    return strata_btrfs_named(directory, BTRFS_IOC_SNAP_DESTROY_V2, name, 0);
}

/* The first signal that asked the process to end; the second one ends it. */
static volatile sig_atomic_t strata_interrupt;
static void strata_note_interrupt(int number) { strata_interrupt = number; }
int strata_watch_interrupts(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = strata_note_interrupt;
    action.sa_flags = SA_RESTART | SA_RESETHAND;
    if (sigaction(SIGINT, &action, NULL) < 0 || sigaction(SIGHUP, &action, NULL) < 0) return -1;
    return sigaction(SIGTERM, &action, NULL);
}
int strata_received_interrupt(void) { return strata_interrupt; }

int strata_btrfs_tree_id(int file, uint64_t *id) {
    struct btrfs_ioctl_ino_lookup_args arguments;
    memset(&arguments, 0, sizeof arguments);
    arguments.objectid = 256 /* the top directory of every subvolume */;
    if (ioctl(file, BTRFS_IOC_INO_LOOKUP, &arguments) != 0) return -1;
    *id = arguments.treeid;
    return 0;
}

int strata_extents(int file, uint64_t *offset, struct strata_extent *out, unsigned *count) {
    enum { most = 64 };
    union {
        struct fiemap map;
        char bytes[sizeof(struct fiemap) + most * sizeof(struct fiemap_extent)];
    } found;
    /* Such have no place of their own on the device, or none yet. */
    const unsigned unplaced = FIEMAP_EXTENT_UNKNOWN | FIEMAP_EXTENT_DELALLOC | FIEMAP_EXTENT_NOT_ALIGNED;
    *count = 0;
    while (*count == 0) {
        memset(&found, 0, sizeof found);
        found.map.fm_start = *offset;
        found.map.fm_length = FIEMAP_MAX_OFFSET - *offset;
        found.map.fm_extent_count = most;
        if (ioctl(file, FS_IOC_FIEMAP, &found.map) != 0) return -1;
        if (found.map.fm_mapped_extents == 0) return 0;
        for (unsigned i = 0; i < found.map.fm_mapped_extents; i++) {
            const struct fiemap_extent *extent = &found.map.fm_extents[i];
            *offset = extent->fe_logical + extent->fe_length;
            if (extent->fe_flags & unplaced) continue;
            out[*count].physical = extent->fe_physical;
            out[*count].length = extent->fe_length;
            *count += 1;
        }
    }
    return 0;
}

int strata_btrfs_paths(int subvolume, uint64_t inode, char *paths, unsigned *bytes, unsigned *missed) {
    /* The kernel fills at most 4096 bytes. */
    union {
        struct btrfs_data_container container;
        char bytes[4096];
    } found;
    struct btrfs_ioctl_ino_path_args arguments;
    memset(&arguments, 0, sizeof arguments);
    arguments.inum = inode;
    arguments.size = sizeof found;
    arguments.fspath = (uint64_t)(uintptr_t)&found;
    if (ioctl(subvolume, BTRFS_IOC_INO_PATHS, &arguments) != 0) return -1;
    const struct btrfs_data_container *container = &found.container;
    *bytes = 0;
    *missed = container->elem_missed;
    for (unsigned i = 0; i < container->elem_cnt; i++) {
        const char *path = (const char *)container->val + container->val[i];
        size_t length = strlen(path) + 1;
        memcpy(paths + *bytes, path, length);
        *bytes += (unsigned)length;
    }
    return 0;
}

int strata_btrfs_send_names(int subvolume, int stream, uint64_t parent) {
    struct btrfs_ioctl_send_args arguments;
    memset(&arguments, 0, sizeof arguments);
    arguments.send_fd = stream;
    arguments.parent_root = parent;
    arguments.flags = BTRFS_SEND_FLAG_NO_FILE_DATA;
    return ioctl(subvolume, BTRFS_IOC_SEND, &arguments);
}

int strata_pipe(int ends[2]) {
    return pipe2(ends, O_CLOEXEC);
}
