#include "lib/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "lib/canon.h"
#include "lib/file.h"
#include "lib/merkle.h"
#include "lib/publish_list.h"
#include "lib/sshsig.h"

#define NAME_SIZE 64
#define FILE_LIMIT ((size_t)1 << 31)

static const char keys_name[] = "allowed_signers";

int
publish_open(struct publish *publish, const struct publish_options *options,
    struct err *err)
{
	publish->options = options;
	publish->directory = file_open_directory(options->directory, err);
	if (publish->directory < 0)
		return -1;
	if (flock(publish->directory, LOCK_EX | LOCK_NB) == 0)
		return 0;
	err_set(err, errno == EWOULDBLOCK ? ERR_BUSY : ERR_CONFIG,
	    "cannot lock directory \"%s\": %s", options->directory,
	    strerror(errno));
	publish_close(publish);
	return -1;
}

void
publish_close(struct publish *publish)
{
	if (publish->directory >= 0)
		close(publish->directory);
	publish->directory = -1;
}

static void
point(const struct publish *publish, const char *name)
{
	if (publish->options->point)
		publish->options->point(name);
}

static void
part_name(char name[NAME_SIZE], int64_t seq, const char *suffix)
{
	snprintf(name, NAME_SIZE, "%06" PRId64 ".%s", seq, suffix);
}

int
publish_read_head(
    struct publish *publish, struct publish_head *head, struct err *err)
{
	bool is_signed = publish->options->sign_key != NULL;
	char name[NAME_SIZE];
	struct buf text;
	int found;

	memset(head, 0, sizeof(*head));
	if (publish_list(publish->options->directory,
		is_signed ? "seal.sig" : "seal", &head->complete, NULL,
		err) < 0 ||
	    publish_list(
		publish->options->directory, "seal", NULL, &head->seq, err) < 0)
		return -1;
	if (head->seq == 0)
		return 0;
	part_name(name, head->seq, "seal");
	buf_init(&text, SEAL_TEXT_SIZE - 1);
	found = file_read(publish->directory, name, &text, err);
	if (found == FILE_READ) {
		memcpy(head->text, text.data, text.length + 1);
		head->length = text.length;
	} else if (found >= 0)
		found = err_set(
		    err, ERR_DATA, "published file \"%s\" is no seal", name);
	buf_release(&text);
	return found < 0 ? -1 : 0;
}

static int
other_bytes(const char *name, struct err *err)
{
	return err_set(err, ERR_DATA,
	    "published file \"%s\" has other bytes than the database", name);
}

/* FILE_MISSING, FILE_READ when the file has these bytes, or -1. */
static int
compare_file(struct publish *publish, const char *name, const void *data,
    size_t length, struct err *err)
{
	struct buf text;
	int found;

	buf_init(&text, FILE_LIMIT);
	found = file_read(publish->directory, name, &text, err);
	if (found == FILE_TOO_LARGE ||
	    (found == FILE_READ &&
		(text.length != length ||
		    (length > 0 && memcmp(text.data, data, length) != 0))))
		found = other_bytes(name, err);
	buf_release(&text);
	return found;
}

/* Gives a file its final name. */
static int
place_temporary(struct publish *publish, const char *temporary,
    const char *name, const char *part, struct err *err)
{
	char step[NAME_SIZE + 8];

	snprintf(step, sizeof(step), "rename%s", part);
	point(publish, step);
	if (file_rename(publish->directory, temporary, name, err) < 0)
		return -1;
	snprintf(step, sizeof(step), "renamed%s", part);
	point(publish, step);
	return 0;
}

/* Writes under a temporary name, which a run after a kill uses again. */
static int
place(struct publish *publish, const char *name, mode_t mode, const void *data,
    size_t length, struct err *err)
{
	char temporary[NAME_SIZE + 8], step[NAME_SIZE + 8];
	const char *part = strchr(name, '.');

	part = part ? part : ".keys";
	snprintf(temporary, sizeof(temporary), ".%s.tmp", name);
	snprintf(step, sizeof(step), "write%s", part);
	point(publish, step);
	if (file_write(publish->directory, temporary, mode, data, length, err) <
	    0)
		return -1;
	return place_temporary(publish, temporary, name, part, err);
}

static int
place_part(struct publish *publish, int64_t seq, const char *suffix,
    mode_t mode, const void *data, size_t length, struct err *err)
{
	char name[NAME_SIZE];
	int found;

	part_name(name, seq, suffix);
	found = compare_file(publish, name, data, length, err);
	if (found != FILE_MISSING)
		return found < 0 ? -1 : 0;
	return place(publish, name, mode, data, length, err);
}

/*
 * The devices can be many, so they are never held in memory: what is there
 * already is compared with a second file.
 */
static int
place_devices(struct publish *publish, int64_t seq,
    const struct publication *publication, struct err *err)
{
	char temporary[NAME_SIZE + 8], name[NAME_SIZE];
	struct file_stream out;
	int same;

	part_name(name, seq, "devices");
	snprintf(temporary, sizeof(temporary), ".%s.tmp", name);
	point(publish, "write.devices");
	if (file_stream_open(&out, publish->directory, temporary, 0600, err) <
		0 ||
	    file_stream_close(&out,
		publication->devices(publication->arg, &out, err), err) < 0)
		return -1;
	if (faccessat(publish->directory, name, F_OK, 0) < 0)
		return place_temporary(
		    publish, temporary, name, ".devices", err);
	same = file_same(publish->directory, name, temporary, err);
	if (same < 0 || file_remove(publish->directory, temporary, err) < 0)
		return -1;
	return same ? 0 : other_bytes(name, err);
}

/* The leaves of the records, as text; ERR_DATA when the seal's are others. */
static int
make_leaves(const struct publication *publication, const struct seal *seal,
    struct buf *leaves, struct err *err)
{
	const char *at = publication->records;
	const char *end = at + publication->records_length, *stop;
	struct merkle_node leaf, root = {{0}};
	struct merkle tree;
	char text[HASH_HEX_SIZE];
	int result = merkle_init(&tree, err);

	for (; result == 0 && at < end; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (!stop)
			break;
		result = merkle_leaf(at, (size_t)(stop - at), &leaf, err);
		if (result == 0)
			result = merkle_add(&tree, &leaf, err);
		if (result == 0)
			buf_printf(
			    leaves, "%s\n", hash_format(leaf.hash, text));
	}
	if (result == 0)
		result = merkle_root(&tree, &root, err);
	if (result == 0 && buf_failed(leaves))
		result = err_memory(err);
	else if (result == 0 &&
		 (at != end || (int64_t)tree.count != seal->records ||
		     memcmp(&root, &seal->root, sizeof(root)) != 0))
		result = err_set(err, ERR_DATA,
		    "the records are not those of seal %" PRId64, seal->seq);
	merkle_release(&tree);
	return result;
}

/* The first signing run says which key it uses, for others to verify with. */
static int
make_keys(struct publish *publish, struct err *err)
{
	const struct publish_options *options = publish->options;
	struct buf key, line;
	int found, result = -1;

	buf_init(&key, SSHSIG_MAX_LENGTH);
	buf_init(&line, SSHSIG_MAX_LENGTH);
	found = file_read(publish->directory, keys_name, &line, err);
	if (found != FILE_MISSING) {
		result = found < 0 ? -1 : 0;
		goto out;
	}
	if (sshsig_public_key(
		options->ssh_keygen, options->sign_key, &key, err) < 0)
		goto out;
	buf_printf(&line, "%s namespaces=\"" SSHSIG_NAMESPACE "\" %s\n",
	    options->origin, key.data);
	if (buf_failed(&line))
		err_memory(err);
	else
		result = place(
		    publish, keys_name, 0644, line.data, line.length, err);
out:
	buf_release(&key);
	buf_release(&line);
	return result;
}

static int
make_signature(struct publish *publish, const struct seal *seal,
    const struct publication *publication, struct buf *signature,
    struct err *err)
{
	const struct publish_options *options = publish->options;
	char path[4096];
	struct sshsig_keys keys = {options->ssh_keygen, path};
	int length = snprintf(
	    path, sizeof(path), "%s/%s", options->directory, keys_name);
	int good;

	if ((size_t)length >= sizeof(path))
		return err_set(err, ERR_CONFIG, "directory name is too long");
	if (make_keys(publish, err) < 0)
		return -1;
	point(publish, "sign");
	if (sshsig_sign(options->ssh_keygen, options->sign_key,
		publication->seal, publication->seal_length, signature,
		err) < 0)
		return -1;
	good = sshsig_check(&keys, seal, publication->seal,
	    publication->seal_length, signature->data, err);
	if (good != 0)
		return good < 0 ? -1 : 0;
	err_set(err, ERR_CONFIG, "\"%s\" does not allow the signing key", path);
	return err_detail(err,
	    "It needs a line for %s and this key that was valid when seal "
	    "%" PRId64 " was made.",
	    seal->origin, seal->seq);
}

/* A signature that is there stays: some kinds of key never give the same. */
static int
sign(struct publish *publish, const struct seal *seal,
    const struct publication *publication, struct err *err)
{
	char name[NAME_SIZE];
	struct buf signature;
	int result;

	part_name(name, seal->seq, "seal.sig");
	if (faccessat(publish->directory, name, F_OK, 0) == 0)
		return 0;
	buf_init(&signature, SSHSIG_MAX_LENGTH);
	result = make_signature(publish, seal, publication, &signature, err);
	if (result == 0)
		result = place(
		    publish, name, 0644, signature.data, signature.length, err);
	buf_release(&signature);
	return result;
}

static int
read_publication(const struct publish *publish,
    const struct publication *publication, struct seal *seal,
    struct buf *leaves, struct err *err)
{
	if (seal_parse(publication->seal, publication->seal_length, seal, err) <
	    0)
		return -1;
	if (strcmp(seal->origin, publish->options->origin) != 0)
		return err_set(err, ERR_CONFIG,
		    "seal %" PRId64 " is of origin \"%s\", not \"%s\"",
		    seal->seq, seal->origin, publish->options->origin);
	return make_leaves(publication, seal, leaves, err);
}

static bool
is_published(struct publish *publish, int64_t seq)
{
	char name[NAME_SIZE];

	part_name(name, seq, publish->options->sign_key ? "seal.sig" : "seal");
	return faccessat(publish->directory, name, F_OK, 0) == 0;
}

/* Raised before the last name, lest a kill between the two lose it. */
static int
raise_pending(struct publish *publish, int64_t seq, struct err *err)
{
	if (!publish->options->hook || is_published(publish, seq))
		return 0;
	return file_write(
	    publish->directory, PUBLISH_PENDING, 0644, "", 0, err);
}

static int
place_all(struct publish *publish, const struct seal *seal,
    const struct publication *publication, const struct buf *leaves,
    struct err *err)
{
	const char *leaf_text = leaves->data ? leaves->data : "";

	if (raise_pending(publish, seal->seq, err) < 0 ||
	    place_part(publish, seal->seq, "records", 0600,
		publication->records, publication->records_length, err) < 0 ||
	    place_devices(publish, seal->seq, publication, err) < 0 ||
	    place_part(publish, seal->seq, "leaves", 0644, leaf_text,
		leaves->length, err) < 0 ||
	    place_part(publish, seal->seq, "seal", 0644, publication->seal,
		publication->seal_length, err) < 0 ||
	    file_sync_directory(publish->directory, err) < 0)
		return -1;
	if (publish->options->sign_key &&
	    (sign(publish, seal, publication, err) < 0 ||
		file_sync_directory(publish->directory, err) < 0))
		return -1;
	point(publish, "published");
	return 0;
}

int
publish_seal(struct publish *publish, const struct publication *publication,
    struct err *err)
{
	struct buf leaves;
	struct seal seal;
	int result;

	buf_init(&leaves, FILE_LIMIT);
	result = read_publication(publish, publication, &seal, &leaves, err);
	if (result == 0)
		result = place_all(publish, &seal, publication, &leaves, err);
	buf_release(&leaves);
	return result;
}
