#include "lib/evidence.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/jcs.h"
#include "lib/seal.h"

static void
item_release(struct evidence_item *item)
{
	free(item->canonical);
	free(item->path);
	free(item->seal);
	free(item->signature);
}

void
evidence_release(struct evidence *evidence)
{
	item_release(&evidence->record);
	for (size_t i = 0; i < evidence->correction_count; i++)
		item_release(&evidence->corrections[i]);
	free(evidence->corrections);
	memset(evidence, 0, sizeof(*evidence));
}

/* The place of the item's line among the leaves; ERR_DATA when it has none. */
static int
find_leaf(struct evidence_item *item, const struct merkle_node *leaves,
    size_t count, int64_t seq, struct merkle_node *leaf, struct err *err)
{
	if (merkle_leaf(item->canonical, strlen(item->canonical), leaf, err) <
	    0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (memcmp(&leaves[i], leaf, sizeof(*leaf)) == 0) {
			item->index = (int64_t)i;
			item->size = (int64_t)count;
			return 0;
		}
	}
	return err_set(err, ERR_DATA,
	    "the record is not what stands in seal %" PRId64, seq);
}

int
evidence_prove(struct evidence_item *item, const struct merkle_node *leaves,
    size_t count, struct err *err)
{
	struct merkle_node leaf;
	struct seal seal;
	int stands;

	if (seal_parse(item->seal, strlen(item->seal), &seal, err) < 0 ||
	    find_leaf(item, leaves, count, seal.seq, &leaf, err) < 0)
		return -1;
	item->path = calloc(MERKLE_MAX_PATH, sizeof(*item->path));
	if (!item->path)
		return err_memory(err);
	if (merkle_path(leaves, count, (size_t)item->index, item->path,
		&item->path_length, err) < 0)
		return -1;
	stands = merkle_verify(&leaf, (uint64_t)item->index, count, item->path,
	    item->path_length, &seal.root, err);
	if (stands < 0)
		return -1;
	if (stands > 0 && seal.records == item->size)
		return 0;
	return err_set(err, ERR_DATA,
	    "the leaves are not those of seal %" PRId64, seal.seq);
}

static void
put_item(const struct evidence_item *item, struct buf *out)
{
	char text[HASH_HEX_SIZE];

	buf_puts(out, "{\"canonical\":");
	jcs_put_string(out, item->canonical);
	buf_printf(out, ",\"index\":%" PRId64 ",\"path\":[", item->index);
	for (size_t i = 0; i < item->path_length; i++)
		buf_printf(out, "%s\"%s\"", i > 0 ? "," : "",
		    hash_format(item->path[i].hash, text));
	buf_puts(out, "],\"seal\":");
	jcs_put_string(out, item->seal);
	buf_puts(out, ",\"signature\":");
	if (item->signature)
		jcs_put_string(out, item->signature);
	else
		buf_puts(out, "null");
	buf_printf(out, ",\"size\":%" PRId64 "}", item->size);
}

static const char corrections_key[] = "{\"corrections\":[";
static const char record_key[] = "],\"format\":\"pop-evidence/v1\",\"record\":";

void
evidence_write(const struct evidence *evidence, struct buf *out)
{
	buf_puts(out, corrections_key);
	for (size_t i = 0; i < evidence->correction_count; i++) {
		if (i > 0)
			buf_puts(out, ",");
		put_item(&evidence->corrections[i], out);
	}
	buf_puts(out, record_key);
	if (evidence->has_record)
		put_item(&evidence->record, out);
	else
		buf_puts(out, "null");
	buf_puts(out, "}\n");
}

static void
get_node(struct jcs_reader *in, struct merkle_node *node)
{
	char *text = jcs_get_string(in);

	if (text && (strlen(text) != HASH_HEX_SIZE - 1 ||
			hash_parse(text, node->hash) < 0))
		in->failed = true;
	free(text);
}

static void
get_path(struct jcs_reader *in, struct evidence_item *item)
{
	item->path = calloc(MERKLE_MAX_PATH, sizeof(*item->path));
	if (!item->path)
		in->failed = in->no_memory = true;
	while (!in->failed && !jcs_accept(in, "]")) {
		if (item->path_length > 0)
			jcs_expect(in, ",");
		if (item->path_length == MERKLE_MAX_PATH)
			in->failed = true;
		else
			get_node(in, &item->path[item->path_length++]);
	}
}

static void
get_item(struct jcs_reader *in, struct evidence_item *item)
{
	jcs_expect(in, "{\"canonical\":");
	item->canonical = jcs_get_string(in);
	jcs_expect(in, ",\"index\":");
	item->index = jcs_get_count(in);
	jcs_expect(in, ",\"path\":[");
	get_path(in, item);
	jcs_expect(in, ",\"seal\":");
	item->seal = jcs_get_string(in);
	jcs_expect(in, ",\"signature\":");
	if (!jcs_accept(in, "null"))
		item->signature = jcs_get_string(in);
	jcs_expect(in, ",\"size\":");
	item->size = jcs_get_count(in);
	jcs_expect(in, "}");
}

static void
get_corrections(struct jcs_reader *in, struct evidence *evidence)
{
	size_t count = 0;

	while (!in->failed && *in->at == '{') {
		struct evidence_item *items = realloc(
		    evidence->corrections, (count + 1) * sizeof(*items));

		if (!items) {
			in->failed = in->no_memory = true;
			return;
		}
		memset(&items[count], 0, sizeof(*items));
		evidence->corrections = items;
		evidence->correction_count = ++count;
		get_item(in, &items[count - 1]);
		if (!jcs_accept(in, ","))
			return;
		/* A comma is followed by one more. */
		if (in->at == in->end || *in->at != '{')
			in->failed = true;
	}
}

int
evidence_read(
    const char *text, size_t length, struct evidence *evidence, struct err *err)
{
	struct jcs_reader in;

	memset(evidence, 0, sizeof(*evidence));
	jcs_reader_init(&in, text, length);
	jcs_expect(&in, corrections_key);
	if (in.at < in.end)
		get_corrections(&in, evidence);
	jcs_expect(&in, record_key);
	evidence->has_record = !jcs_accept(&in, "null");
	if (evidence->has_record)
		get_item(&in, &evidence->record);
	jcs_expect(&in, "}\n");
	if (jcs_done(&in))
		return 0;
	if (in.no_memory)
		err_memory(err);
	else
		err_set(err, ERR_DATA,
		    "not a canonical evidence bundle at byte %zu",
		    jcs_offset(&in));
	evidence_release(evidence);
	return -1;
}
