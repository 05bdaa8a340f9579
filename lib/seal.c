#include "lib/seal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/record.h"

static const char *const kinds[] = {"day", "correction"};

const char *
seal_kind_name(enum seal_kind kind)
{
	return kinds[kind];
}

static bool
is_word(const char *text, size_t size)
{
	size_t length = strnlen(text, size);

	if (length == 0 || length == size)
		return false;
	for (const char *c = text; *c != '\0'; c++) {
		if (*c <= ' ' || *c > '~')
			return false;
	}
	return true;
}

bool
seal_is_origin(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._:/@+-";

	return is_word(name, SEAL_ORIGIN_SIZE) &&
	       strspn(name, allowed) == strlen(name);
}

static int
check_members(const struct seal *seal, struct err *err)
{
	if (!seal_is_origin(seal->origin))
		return err_set(err, ERR_DATA, "seal has an invalid origin");
	if (!is_word(seal->zone, sizeof(seal->zone)))
		return err_set(err, ERR_DATA, "seal has an invalid zone");
	if (seal->seq < 1 || seal->seq > RECORD_MAX_COUNT ||
	    seal->records < 0 || seal->records > RECORD_MAX_COUNT)
		return err_set(err, ERR_DATA, "seal has a number out of range");
	return 0;
}

int
seal_format(const struct seal *seal, char text[SEAL_TEXT_SIZE], struct err *err)
{
	char date[DATE_TEXT_SIZE], sealed[INSTANT_TEXT_SIZE];
	char root[HASH_HEX_SIZE], prev[HASH_HEX_SIZE];
	int64_t back;

	if (check_members(seal, err) < 0)
		return -1;
	instant_format(seal->sealed, false, sealed);
	if (instant_parse(sealed, false, &back) < 0 || back != seal->sealed)
		return err_set(err, ERR_DATA, "seal has an invalid time");
	return snprintf(text, SEAL_TEXT_SIZE,
	    "pop-seal/v1\norigin %s\nseq %" PRId64 "\nkind %s\ndate %s\n"
	    "zone %s\nrecords %" PRId64 "\nroot %s\nprev %s\nsealed %s\n",
	    seal->origin, seal->seq, kinds[seal->kind],
	    date_format(seal->date, date), seal->zone, seal->records,
	    hash_format(seal->root.hash, root), hash_format(seal->prev, prev),
	    sealed);
}

/*
 * Takes "<name> <value>\n" off the front; the value stays in *at's memory,
 * ended by a NUL in place of its newline.
 */
static const char *
take_line(char **at, const char *name)
{
	size_t length = strlen(name);
	char *value, *end;

	if (strncmp(*at, name, length) != 0 || (*at)[length] != ' ')
		return NULL;
	value = *at + length + 1;
	end = strchr(value, '\n');
	if (!end)
		return NULL;
	*end = '\0';
	*at = end + 1;
	return value;
}

static int
take_text(char **at, const char *name, char *text, size_t size)
{
	const char *value = take_line(at, name);

	if (!value || strlen(value) >= size)
		return -1;
	memcpy(text, value, strlen(value) + 1);
	return 0;
}

static int
take_number(char **at, const char *name, int64_t *number)
{
	const char *value = take_line(at, name);
	char *end;

	if (!value || *value < '0' || *value > '9' || strlen(value) > 16)
		return -1;
	*number = strtoll(value, &end, 10);
	return *end == '\0' ? 0 : -1;
}

static int
take_kind(char **at, enum seal_kind *kind)
{
	const char *value = take_line(at, "kind");

	if (!value)
		return -1;
	*kind =
	    strcmp(value, kinds[SEAL_DAY]) == 0 ? SEAL_DAY : SEAL_CORRECTION;
	return strcmp(value, kinds[*kind]) == 0 ? 0 : -1;
}

static int
take_date(char **at, struct date *date)
{
	const char *value = take_line(at, "date");

	return value ? date_parse(value, date) : -1;
}

static int
take_hash(char **at, const char *name, uint8_t hash[HASH_SIZE])
{
	const char *value = take_line(at, name);

	return value ? hash_parse(value, hash) : -1;
}

static int
take_sealed(char **at, int64_t *sealed)
{
	const char *value = take_line(at, "sealed");

	return value ? instant_parse(value, false, sealed) : -1;
}

static int
take_all(char *at, struct seal *seal)
{
	static const char first[] = "pop-seal/v1\n";

	if (strncmp(at, first, strlen(first)) != 0)
		return -1;
	at += strlen(first);
	if (take_text(&at, "origin", seal->origin, sizeof(seal->origin)) < 0 ||
	    take_number(&at, "seq", &seal->seq) < 0 ||
	    take_kind(&at, &seal->kind) < 0 ||
	    take_date(&at, &seal->date) < 0 ||
	    take_text(&at, "zone", seal->zone, sizeof(seal->zone)) < 0 ||
	    take_number(&at, "records", &seal->records) < 0 ||
	    take_hash(&at, "root", seal->root.hash) < 0 ||
	    take_hash(&at, "prev", seal->prev) < 0 ||
	    take_sealed(&at, &seal->sealed) < 0)
		return -1;
	return *at == '\0' ? 0 : -1;
}

/* Reads a copy, then writes it again: only identical bytes are a seal. */
int
seal_parse(const char *text, size_t length, struct seal *seal, struct err *err)
{
	char copy[SEAL_TEXT_SIZE], again[SEAL_TEXT_SIZE];
	int written;

	memset(seal, 0, sizeof(*seal));
	if (length >= sizeof(copy))
		return err_set(err, ERR_DATA, "seal is too long");
	memcpy(copy, text, length);
	copy[length] = '\0';
	if (take_all(copy, seal) < 0)
		return err_set(err, ERR_DATA, "seal is malformed");
	written = seal_format(seal, again, err);
	if (written < 0)
		return -1;
	if ((size_t)written != length || memcmp(again, text, length) != 0)
		return err_set(err, ERR_DATA, "seal is malformed");
	return 0;
}

int
seal_follows(const struct seal *seal, const struct seal *before,
    const uint8_t before_hash[HASH_SIZE], struct err *err)
{
	static const uint8_t zeros[HASH_SIZE];

	if (seal->seq != (before ? before->seq + 1 : 1))
		return err_set(err, ERR_DATA,
		    "seal %" PRId64 " is not next in number", seal->seq);
	if (before && strcmp(seal->origin, before->origin) != 0)
		return err_set(err, ERR_DATA,
		    "seal %" PRId64 " has another origin", seal->seq);
	if (memcmp(seal->prev, before ? before_hash : zeros, HASH_SIZE) != 0)
		return err_set(err, ERR_DATA,
		    "seal %" PRId64 " does not continue the one before",
		    seal->seq);
	if (before && seal->sealed < before->sealed)
		return err_set(err, ERR_DATA,
		    "seal %" PRId64 " is older than the one before", seal->seq);
	return 0;
}
