#include "lib/device_groups.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/hash.h"

#define HEAD_SIZE 96 /* a UUID, a date, a number */

/* Cuts the first line off, without its newline. */
static int
take_head(struct device_groups *groups, const char *head,
    struct device_group *group, struct err *err)
{
	size_t left = (size_t)(groups->end - groups->at);
	size_t length = strlen(head);
	const char *stop = left > 0 ? memchr(groups->at, '\n', left) : NULL;

	if (!stop || (size_t)(stop - groups->at) < length ||
	    memcmp(groups->at, head, length) != 0 ||
	    (groups->at[length] != '\n' && groups->at[length] != ' '))
		return err_set(err, ERR_DATA,
		    "the devices of record \"%s\" are missing", head);
	group->note = groups->at + length;
	if (group->note < stop)
		group->note++;
	group->note_length = (size_t)(stop - group->note);
	groups->at = stop + 1;
	return 0;
}

/* Cuts the lines off, up to the empty one. */
static int
take_lines(struct device_groups *groups, const char *head,
    struct device_group *group, struct err *err)
{
	const char *at = groups->at, *stop;

	group->lines = at;
	while (at < groups->end && *at != '\n') {
		stop = memchr(at, '\n', (size_t)(groups->end - at));
		at = stop ? stop + 1 : groups->end;
	}
	if (at == groups->end)
		return err_set(err, ERR_DATA,
		    "the devices of record \"%s\" do not end", head);
	group->lines_length = (size_t)(at - group->lines);
	groups->at = at + 1;
	return 0;
}

int
device_groups_take(struct device_groups *groups, const struct record *record,
    const struct correction *correction, struct device_group *group,
    struct err *err)
{
	char head[HEAD_SIZE], id[UUID_TEXT_SIZE], date[DATE_TEXT_SIZE];
	uint8_t digest[HASH_SIZE];

	snprintf(head, sizeof(head), "%s %s %" PRId64,
	    uuid_format(&record->campaign_id, id),
	    date_format(record->date, date), correction->revision);
	if (take_head(groups, head, group, err) < 0 ||
	    take_lines(groups, head, group, err) < 0 ||
	    hash_bytes(group->lines, group->lines_length, digest, err) < 0)
		return -1;
	if (memcmp(digest, record->devices_sha256, HASH_SIZE) == 0)
		return 0;
	return err_set(err, ERR_DATA,
	    "the devices of record \"%s\" are not those it was sealed with",
	    head);
}

int
device_groups_end(const struct device_groups *groups, struct err *err)
{
	if (groups->at == groups->end)
		return 0;
	return err_set(
	    err, ERR_DATA, "there are devices of more records than are sealed");
}
