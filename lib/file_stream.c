#include "lib/file_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file.h"

int
file_stream_open(struct file_stream *out, int directory, const char *name,
    mode_t mode, struct err *err)
{
	int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;

	out->directory = directory;
	out->name = name;
	out->length = 0;
	out->block = malloc(FILE_STREAM_BLOCK);
	if (!out->block)
		return err_memory(err);
	out->fd = openat(directory, name, flags, 0600);
	if (out->fd >= 0 && fchmod(out->fd, mode) == 0)
		return 0;
	file_cannot("create", name, err);
	if (out->fd >= 0)
		close(out->fd);
	free(out->block);
	return -1;
}

static int
flush(struct file_stream *out, struct err *err)
{
	if (file_write_all(out->fd, out->block, out->length) < 0)
		return file_cannot("write", out->name, err);
	out->length = 0;
	return 0;
}

int
file_stream_put(
    struct file_stream *out, const void *data, size_t length, struct err *err)
{
	const char *from = data;

	while (length > 0) {
		size_t piece = FILE_STREAM_BLOCK - out->length;

		if (piece > length)
			piece = length;
		memcpy(out->block + out->length, from, piece);
		out->length += piece;
		from += piece;
		length -= piece;
		if (out->length == FILE_STREAM_BLOCK && flush(out, err) < 0)
			return -1;
	}
	return 0;
}

int
file_stream_close(struct file_stream *out, int result, struct err *err)
{
	if (result == 0)
		result = flush(out, err);
	if (result == 0 && fsync(out->fd) < 0)
		result = file_cannot("write", out->name, err);
	if (close(out->fd) < 0 && result == 0)
		result = file_cannot("write", out->name, err);
	if (result < 0)
		unlinkat(out->directory, out->name, 0);
	free(out->block);
	return result;
}

/* Both at their ends, or not; -1 when a file cannot be read. */
static int
compare(FILE *a, FILE *b)
{
	char blocks[2][16384];
	size_t length;

	do {
		length = fread(blocks[0], 1, sizeof(blocks[0]), a);
		if (fread(blocks[1], 1, sizeof(blocks[1]), b) != length ||
		    memcmp(blocks[0], blocks[1], length) != 0)
			return ferror(a) || ferror(b) ? -1 : 0;
	} while (length > 0);
	return ferror(a) || ferror(b) ? -1 : 1;
}

static FILE *
open_file(int directory, const char *name, struct err *err)
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");

	if (!file)
		file_cannot("open", name, err);
	if (!file && fd >= 0)
		close(fd);
	return file;
}

int
file_same(int directory, const char *name, const char *other, struct err *err)
{
	FILE *a = open_file(directory, name, err), *b = NULL;
	int result = -1;

	if (a && (b = open_file(directory, other, err))) {
		result = compare(a, b);
		if (result < 0)
			file_cannot("read", name, err);
	}
	if (a)
		fclose(a);
	if (b)
		fclose(b);
	return result;
}
