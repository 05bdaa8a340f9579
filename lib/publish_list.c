#include "lib/publish_list.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t
publish_file_number(const char *name)
{
	size_t digits = strspn(name, "0123456789");
	char again[32];
	int64_t seq;

	if (digits < 6 || digits > 16 || name[digits] != '.')
		return 0;
	seq = strtoll(name, NULL, 10);
	snprintf(again, sizeof(again), "%06" PRId64 ".", seq);
	return strncmp(name, again, digits + 1) == 0 ? seq : 0;
}

static int
compare_numbers(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int
add_number(int64_t **seqs, size_t *count, int64_t seq, struct err *err)
{
	int64_t *more = *seqs;

	/* Capacities are powers of two. */
	if ((*count & (*count - 1)) == 0) {
		more = realloc(
		    more, (*count == 0 ? 1 : 2 * *count) * sizeof(*more));
		if (!more)
			return err_memory(err);
		*seqs = more;
	}
	more[(*count)++] = seq;
	return 0;
}

int
publish_list_all(const char *directory, const char *suffix, int64_t **seqs,
    size_t *count, int64_t *last_part, struct err *err)
{
	DIR *stream = opendir(directory);
	const struct dirent *entry;
	int result = 0;

	*seqs = NULL;
	*count = 0;
	if (!stream)
		return err_set(err, ERR_CONFIG,
		    "cannot read directory \"%s\": %s", directory,
		    strerror(errno));
	while (result == 0 && (entry = readdir(stream)) != NULL) {
		int64_t seq = publish_file_number(entry->d_name);

		if (last_part && seq > *last_part)
			*last_part = seq;
		if (seq > 0 &&
		    strcmp(strchr(entry->d_name, '.') + 1, suffix) == 0)
			result = add_number(seqs, count, seq, err);
	}
	closedir(stream);
	if (result < 0) {
		free(*seqs);
		*seqs = NULL;
	} else if (*count > 1)
		qsort(*seqs, *count, sizeof(**seqs), compare_numbers);
	return result;
}

int
publish_list(const char *directory, const char *suffix, int64_t *complete,
    int64_t *newest, struct err *err)
{
	int64_t *seqs;
	size_t count, whole = 0;

	if (publish_list_all(directory, suffix, &seqs, &count, NULL, err) < 0)
		return -1;
	while (whole < count && seqs[whole] == (int64_t)whole + 1)
		whole++;
	if (complete)
		*complete = (int64_t)whole;
	if (newest)
		*newest = count > 0 ? seqs[count - 1] : 0;
	free(seqs);
	return 0;
}
