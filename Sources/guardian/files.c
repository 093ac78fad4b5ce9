#define _GNU_SOURCE
#include "files.h"

#include "system_paths.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/// While the new root is built, both roots are in a third one.
#define OUTSIDE "/outside"
#define INSIDE "/inside"

/// A folder that every system has, to mount the third root on.
#define ANY_FOLDER "/tmp"

static const char *const devices[] = {"/dev/full", "/dev/null", "/dev/random", "/dev/urandom", "/dev/zero"};

static const struct {
    const char *path;
    const char *text;
} made_files[] = {
    {"/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n"},
    {"/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"},
};

static const char temporary_options[] = "mode=1777,size=64m,nr_inodes=8192";

/// The same as `struct mount_attr` of linux/mount.h, which not every C library lets a program include.
struct attributes {
    uint64_t set;
    uint64_t clear;
    uint64_t propagation;
    uint64_t user_namespace;
};

enum {
    read_only = 0x1,
    no_set_user_id = 0x2,
    no_devices = 0x4,
    recursive = 0x8000,
    mount_setattr_number = 442,
};

/// Restricts a mount and all below it.
static bool restrict_mount(const char *path, uint64_t set)
{
    const struct attributes attributes = {.set = set};
    return syscall(mount_setattr_number, AT_FDCWD, path, recursive, &attributes, sizeof attributes) == 0;
}

static bool joined(char *target, const char *root, const char *path)
{
    return snprintf(target, PATH_MAX, "%s%s", root, path) < PATH_MAX || (errno = ENAMETOOLONG, false);
}

/// Makes the folders above `path`, and `path` itself if `whole`.
static bool make_folders(const char *path, bool whole)
{
    char folder[PATH_MAX];
    if (!joined(folder, path, whole ? "/" : "")) {
        return false;
    }
    for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0755) != 0 && errno != EEXIST) {
            return false;
        }
        *slash = '/';
    }
    return true;
}

/// A place of the right kind to mount on.
static bool make_place(const char *path, bool folder)
{
    if (folder) {
        return make_folders(path, true);
    }
    int file = make_folders(path, false) ? open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644) : -1;
    return file >= 0 && close(file) == 0;
}

static bool copy_link(const char *source, const char *target)
{
    char destination[PATH_MAX];
    ssize_t length = readlink(source, destination, sizeof destination - 1);
    if (length < 0 || !make_folders(target, false)) {
        return false;
    }
    destination[length] = '\0';
    return symlink(destination, target) == 0 || errno == EEXIST;
}

/// Shows what is at `path` outside at the same path inside.
static bool show(const char *path, uint64_t restrictions)
{
    char source[PATH_MAX], target[PATH_MAX];
    struct stat status;
    if (!joined(source, OUTSIDE, path) || !joined(target, INSIDE, path) || lstat(source, &status) != 0) {
        return false;
    }
    if (S_ISLNK(status.st_mode)) {
        return copy_link(source, target);
    }
    return make_place(target, S_ISDIR(status.st_mode)) && mount(source, target, NULL, MS_BIND | MS_REC, NULL) == 0
           && restrict_mount(target, restrictions);
}

static bool show_system(void)
{
    for (const char *const *path = system_paths; *path != NULL; path++) {
        if (!show(*path, read_only | no_set_user_id | no_devices) && errno != ENOENT) {
            return false;
        }
    }
    for (size_t index = 0; index < sizeof devices / sizeof *devices; index++) {
        if (!show(devices[index], no_set_user_id)) {
            return false;
        }
    }
    return true;
}

static bool write_file(const char *path, const char *text)
{
    char target[PATH_MAX];
    if (!joined(target, INSIDE, path) || !make_folders(target, false)) {
        return false;
    }
    int file = open(target, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0644);
    bool written = file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text);
    return file >= 0 && close(file) == 0 && written;
}

static bool write_user(const struct options *options)
{
    char text[128];
    unsigned user = options->user > 0 ? (unsigned)options->user : geteuid();
    unsigned group = options->user > 0 ? (unsigned)options->user : getegid();
    snprintf(text, sizeof text, "module:x:%u:%u::%s:/usr/sbin/nologin\n", user, group, "/tmp");
    if (!write_file("/etc/passwd", text)) {
        return false;
    }
    snprintf(text, sizeof text, "module:x:%u:\n", group);
    return write_file("/etc/group", text);
}

static bool make_system_files(const struct options *options)
{
    for (size_t index = 0; index < sizeof made_files / sizeof *made_files; index++) {
        if (!write_file(made_files[index].path, made_files[index].text)) {
            return false;
        }
    }
    return write_user(options) && symlink("/proc/self/fd", INSIDE "/dev/fd") == 0
           && symlink("/proc/self/fd/0", INSIDE "/dev/stdin") == 0
           && symlink("/proc/self/fd/1", INSIDE "/dev/stdout") == 0
           && symlink("/proc/self/fd/2", INSIDE "/dev/stderr") == 0;
}

static bool mount_temporary(const char *path)
{
    return make_folders(path, true) && mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, temporary_options) == 0;
}

static bool mount_processes(const char *path)
{
    return make_folders(path, true) && mount("proc", path, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0;
}

static bool show_all(const struct paths *paths, uint64_t restrictions)
{
    for (size_t index = 0; index < paths->count; index++) {
        if (!show(paths->items[index], restrictions)) {
            return false;
        }
    }
    return true;
}

/// Only what is there can be hidden, and need be. What is shown later may be inside.
static bool hide_all(const struct paths *paths)
{
    char target[PATH_MAX];
    for (size_t index = 0; index < paths->count; index++) {
        if (!joined(target, INSIDE, paths->items[index])) {
            return false;
        }
        if (access(target, F_OK) == 0 && mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0555,size=64k") != 0) {
            return false;
        }
    }
    return true;
}

/// The folder that the command starts in, if it is in none of those shown: for its own files, gone with it.
static bool make_directory(const struct options *options)
{
    char target[PATH_MAX];
    struct stat status;
    if (!joined(target, INSIDE, options->directory)) {
        return false;
    }
    if (stat(target, &status) == 0) {
        return true;
    }
    uid_t owner = options->user > 0 ? (uid_t)options->user : (uid_t)-1;
    return mount_temporary(target) && chown(target, owner, owner) == 0 && chmod(target, 0700) == 0;
}

static const char *swap_roots(void)
{
    if (mount("tmpfs", ANY_FOLDER, "tmpfs", 0, "mode=0755") != 0 || mkdir(ANY_FOLDER OUTSIDE, 0755) != 0
        || mkdir(ANY_FOLDER INSIDE, 0755) != 0) {
        return "third-root";
    }
    if (syscall(SYS_pivot_root, ANY_FOLDER, ANY_FOLDER OUTSIDE) != 0 || chdir("/") != 0) {
        return "pivot";
    }
    return mount("tmpfs", INSIDE, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=1m") == 0 ? NULL : "new-root";
}

static const char *leave_outside(void)
{
    // Of the two roots that are then mounted on one another, the upper one is let go of.
    if (chdir(INSIDE) != 0 || syscall(SYS_pivot_root, ".", ".") != 0 || umount2(".", MNT_DETACH) != 0
        || chdir("/") != 0) {
        return "leave";
    }
    // Not the mounts below it.
    const struct attributes attributes = {.set = read_only};
    return syscall(mount_setattr_number, AT_FDCWD, "/", 0, &attributes, sizeof attributes) == 0 ? NULL : "read-only";
}

static const char *build_root(const struct options *options)
{
    const char *failure = swap_roots();
    if (failure != NULL) {
        return failure;
    }
    if (!mount_temporary(INSIDE "/tmp") || !mount_temporary(INSIDE "/dev/shm")) {
        return "temporary";
    }
    if (!show_system() || !make_system_files(options)) {
        return "system";
    }
    if (!hide_all(&options->hidden)) {
        return "hidden";
    }
    if (!mount_processes(INSIDE "/proc")) {
        return "processes";
    }
    if (!show_all(&options->readable, read_only | no_set_user_id | no_devices)) {
        return "readable";
    }
    if (!show_all(&options->writable, no_set_user_id | no_devices)) {
        return "writable";
    }
    if (!make_directory(options)) {
        return "directory";
    }
    return leave_outside();
}

const char *enter_own_files(const struct options *options)
{
    umask(022);
    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
        return "mounts";
    }
    if (options->isolation != isolation_full) {
        return mount_processes("/proc") ? NULL : "processes";
    }
    return build_root(options);
}
