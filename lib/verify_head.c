#include "lib/verify_head.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/file.h"
#include "lib/record.h"

int
verify_head_parse(const char *text, struct verify_head *head)
{
	int64_t seq = 0;

	for (; *text >= '0' && *text <= '9' && seq <= RECORD_MAX_COUNT; text++)
		seq = seq * 10 + (*text - '0');
	if (seq < 1 || seq > RECORD_MAX_COUNT || *text++ != ':' ||
	    strlen(text) != HASH_HEX_SIZE - 1 ||
	    hash_parse(text, head->hash) < 0)
		return -1;
	head->seq = seq;
	return 0;
}

char *
verify_head_format(const struct verify_head *head, char text[VERIFY_HEAD_SIZE])
{
	char hash[HASH_HEX_SIZE];

	snprintf(text, VERIFY_HEAD_SIZE, "%" PRId64 ":%s", head->seq,
	    hash_format(head->hash, hash));
	return text;
}

int
verify_head_load(const char *file, struct verify_head *head, struct err *err)
{
	struct buf text;
	int found, result = 0;

	buf_init(&text, 4096);
	found = file_read(AT_FDCWD, file, &text, err);
	if (found == FILE_READ && text.length > 0 &&
	    text.data[text.length - 1] == '\n')
		text.data[text.length - 1] = '\0';
	if (found < 0)
		result = -1;
	else if (found != FILE_MISSING &&
		 verify_head_parse(text.data, head) < 0)
		result = err_set(err, ERR_CONFIG,
		    "state file \"%s\" does not hold SEQ:HASH", file);
	buf_release(&text);
	return result;
}

int
verify_head_save(
    const char *file, const struct verify_head *head, struct err *err)
{
	char text[VERIFY_HEAD_SIZE + 1], fresh[4096];
	int length = snprintf(fresh, sizeof(fresh), "%s.new", file);

	if ((size_t)length >= sizeof(fresh))
		return err_set(err, ERR_USAGE, "--state is too long");
	verify_head_format(head, text);
	memcpy(text + strlen(text), "\n", 2);
	if (file_write(AT_FDCWD, fresh, 0644, text, strlen(text), err) < 0)
		return -1;
	return file_rename(AT_FDCWD, fresh, file, err);
}
