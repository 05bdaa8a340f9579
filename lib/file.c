#include "lib/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
file_open_directory(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		err_set(err, ERR_CONFIG, "cannot open directory \"%s\": %s",
		    path, strerror(errno));
	return fd;
}

/* A full disk is for later, anything else for a person. */
int
file_cannot(const char *what, const char *name, struct err *err)
{
	bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;

	return err_set(err, full ? ERR_BUSY : ERR_CONFIG,
	    "cannot %s \"%s\": %s", what, name, strerror(errno));
}

static int
read_all(int fd, const char *name, struct buf *out, struct err *err)
{
	char block[16384];
	struct stat stat;
	ssize_t length;

	if (fstat(fd, &stat) < 0 || !S_ISREG(stat.st_mode))
		return err_set(
		    err, ERR_CONFIG, "\"%s\" is not a regular file", name);
	buf_append(out, "", 0);
	if ((uintmax_t)stat.st_size > out->limit)
		return FILE_TOO_LARGE;
	while ((length = read(fd, block, sizeof(block))) != 0) {
		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0)
			return file_cannot("read", name, err);
		buf_append(out, block, (size_t)length);
		if (buf_failed(out)) {
			buf_clear(out);
			return FILE_TOO_LARGE;
		}
	}
	return FILE_READ;
}

int
file_read(int directory, const char *name, struct buf *out, struct err *err)
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int result;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return FILE_MISSING;
	if (fd < 0)
		return file_cannot("open", name, err);
	result = read_all(fd, name, out, err);
	close(fd);
	return result;
}

int
file_write_all(int fd, const char *data, size_t length)
{
	while (length > 0) {
		ssize_t written = write(fd, data, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -1;
		data += written;
		length -= (size_t)written;
	}
	return 0;
}

int
file_write(int directory, const char *name, mode_t mode, const void *data,
    size_t length, struct err *err)
{
	int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
	int fd = openat(directory, name, flags, 0600);
	int result;

	if (fd < 0)
		return file_cannot("create", name, err);
	result = file_write_all(fd, data, length);
	if (result == 0)
		result = fsync(fd);
	if (result == 0)
		result = fchmod(fd, mode);
	if (result < 0)
		file_cannot("write", name, err);
	if (close(fd) < 0 && result == 0)
		result = file_cannot("write", name, err);
	if (result < 0)
		unlinkat(directory, name, 0);
	return result;
}

int
file_rename(int directory, const char *from, const char *to, struct err *err)
{
	if (renameat(directory, from, directory, to) < 0)
		return file_cannot("rename to", to, err);
	return 0;
}

int
file_remove(int directory, const char *name, struct err *err)
{
	if (unlinkat(directory, name, 0) < 0 && errno != ENOENT)
		return file_cannot("remove", name, err);
	return 0;
}

int
file_sync_directory(int directory, struct err *err)
{
	if (fsync(directory) < 0)
		return err_set(err, ERR_CONFIG, "cannot sync a directory: %s",
		    strerror(errno));
	return 0;
}
