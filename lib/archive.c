#include "lib/archive.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/file.h"
#include "lib/merkle.h"

#define FILE_LIMIT ((size_t)1 << 31)

static int
read_part(int directory, int64_t seq, const char *suffix, size_t limit,
    struct buf *out, struct err *err)
{
	char name[64];
	int found;

	snprintf(name, sizeof(name), "%06" PRId64 ".%s", seq, suffix);
	buf_init(out, limit);
	found = file_read(directory, name, out, err);
	if (found == FILE_READ || found < 0)
		return found < 0 ? -1 : 0;
	return err_set(err, ERR_DATA, "archived file \"%s\" is %s", name,
	    found == FILE_MISSING ? "missing" : "too large");
}

static int
take_leaf(void *arg, const struct archived *archived, struct err *err)
{
	struct merkle *tree = arg;
	struct merkle_node leaf;

	if (merkle_leaf(archived->line, archived->length, &leaf, err) < 0)
		return -1;
	return merkle_add(tree, &leaf, err);
}

/* Number and root of the records are the seal's. */
static int
check_root(const struct archive *archive, struct err *err)
{
	struct merkle_node root;
	struct merkle tree;
	int result;

	if (merkle_init(&tree, err) < 0)
		return -1;
	result = archive_each(archive, take_leaf, &tree, err);
	if (result == 0)
		result = merkle_root(&tree, &root, err);
	if (result == 0 &&
	    ((int64_t)tree.count != archive->seal.records ||
		memcmp(&root, &archive->seal.root, sizeof(root)) != 0))
		result = err_set(err, ERR_DATA,
		    "the archived records are not those of seal %" PRId64,
		    archive->seal.seq);
	merkle_release(&tree);
	return result;
}

int
archive_read(
    int directory, int64_t seq, struct archive *archive, struct err *err)
{
	memset(archive, 0, sizeof(*archive));
	if (read_part(directory, seq, "seal", SEAL_TEXT_SIZE - 1,
		&archive->text, err) < 0 ||
	    seal_parse(archive->text.data, archive->text.length, &archive->seal,
		err) < 0)
		return -1;
	if (archive->seal.seq != seq)
		return err_set(err, ERR_DATA,
		    "the file of seal %" PRId64 " holds seal %" PRId64, seq,
		    archive->seal.seq);
	if (read_part(directory, seq, "records", FILE_LIMIT, &archive->records,
		err) < 0 ||
	    read_part(directory, seq, "devices", FILE_LIMIT, &archive->devices,
		err) < 0)
		return -1;
	return check_root(archive, err);
}

void
archive_release(struct archive *archive)
{
	buf_release(&archive->text);
	buf_release(&archive->records);
	buf_release(&archive->devices);
}

/* A record stands under the seal of its day, a correction under another. */
static int
check_kind(const struct seal *seal, const struct record *record,
    const struct correction *correction, struct err *err)
{
	if (seal->kind == SEAL_CORRECTION
		? correction->revision > 0
		: correction->revision == 0 &&
		      date_compare(record->date, seal->date) == 0)
		return 0;
	return err_set(err, ERR_DATA,
	    "seal %" PRId64 " has a record that does not belong to it",
	    seal->seq);
}

static int
take_line(const struct archive *archive, const char *line, size_t length,
    struct device_groups *groups,
    int (*take)(void *arg, const struct archived *archived, struct err *err),
    void *arg, struct err *err)
{
	struct correction correction;
	struct record record;
	struct archived archived = {.line = line,
	    .length = length,
	    .record = &record,
	    .correction = &correction};
	int result = -1;

	if (canon_read(line, length, &record, &correction, err) < 0)
		return -1;
	if (check_kind(&archive->seal, &record, &correction, err) == 0 &&
	    device_groups_take(
		groups, &record, &correction, &archived.devices, err) == 0)
		result = take(arg, &archived, err);
	record_release(&record);
	return result;
}

int
archive_each(const struct archive *archive,
    int (*take)(void *arg, const struct archived *archived, struct err *err),
    void *arg, struct err *err)
{
	const char *at = archive->records.data;
	const char *end = at + archive->records.length;
	struct device_groups groups = {archive->devices.data,
	    archive->devices.data + archive->devices.length};

	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		if (!stop)
			return err_set(err, ERR_DATA,
			    "the archived records of seal %" PRId64
			    " do not end",
			    archive->seal.seq);
		if (take_line(archive, at, (size_t)(stop - at), &groups, take,
			arg, err) < 0)
			return -1;
		at = stop + 1;
	}
	return device_groups_end(&groups, err);
}
