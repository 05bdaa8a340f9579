#include "lib/file.h"

#include <errno.h>
#include <fcntl.h>
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
	while ((length = read(fd, block, sizeof(block))) != 0) {
		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0)
			return err_set(err, ERR_CONFIG,
			    "cannot read \"%s\": %s", name, strerror(errno));
		buf_append(out, block, (size_t)length);
		if (buf_failed(out))
			return err_set(
			    err, ERR_CONFIG, "\"%s\" is too large", name);
	}
	return 1;
}

int
file_read(int directory, const char *name, struct buf *out, struct err *err)
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int result;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (fd < 0)
		return err_set(err, ERR_CONFIG, "cannot open \"%s\": %s", name,
		    strerror(errno));
	result = read_all(fd, name, out, err);
	close(fd);
	return result;
}
