#include "lib/sshsig.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "lib/process.h"

static const char begin[] = "-----BEGIN SSH SIGNATURE-----\n";
static const char end[] = "-----END SSH SIGNATURE-----\n";

#define LINE 70 /* base64 characters a line */

/*
 * The base64 characters between the armor, lines joined; NULL when the armor
 * or a line's length is not as ssh-keygen writes it.  The caller frees.
 */
static char *
join_lines(const char *text, size_t length, size_t *joined)
{
	const size_t frame = sizeof(begin) - 1 + sizeof(end) - 1;
	const char *at = text + sizeof(begin) - 1;
	const char *stop;
	char *out;

	if (length <= frame || length > SSHSIG_MAX_LENGTH ||
	    memcmp(text, begin, sizeof(begin) - 1) != 0)
		return NULL;
	stop = text + length - (sizeof(end) - 1);
	if (memcmp(stop, end, sizeof(end) - 1) != 0)
		return NULL;
	out = malloc(length);
	*joined = 0;
	while (out && at < stop) {
		size_t left = (size_t)(stop - at);
		size_t line = left > LINE + 1 ? LINE : left - 1;

		if (line == 0 || at[line] != '\n') {
			free(out);
			return NULL;
		}
		memcpy(out + *joined, at, line);
		*joined += line;
		at += line + 1;
	}
	return out;
}

/* Decodes base64 that encodes again to itself; the length, or 0. */
static size_t
decode(const char *base64, size_t length, unsigned char *out)
{
	unsigned char *again = malloc(length + 1);
	int decoded = -1;
	size_t padding = 0, result = 0;

	if (length % 4 == 0 && length >= 4)
		decoded = EVP_DecodeBlock(
		    out, (const unsigned char *)base64, (int)length);
	while (
	    padding < 2 && decoded > 0 && base64[length - 1 - padding] == '=')
		padding++;
	if (again && decoded > 0) {
		size_t bytes = (size_t)decoded - padding;

		if (EVP_EncodeBlock(again, out, (int)bytes) == (int)length &&
		    memcmp(again, base64, length) == 0)
			result = bytes;
	}
	free(again);
	return result;
}

/* Takes a length-prefixed string off the front; its length, or -1. */
static int64_t
take_string(const unsigned char **at, size_t *left)
{
	size_t length;

	if (*left < 4)
		return -1;
	length = (size_t)(*at)[0] << 24 | (size_t)(*at)[1] << 16 |
		 (size_t)(*at)[2] << 8 | (*at)[3];
	*at += 4;
	*left -= 4;
	if (length > *left)
		return -1;
	*at += length;
	*left -= length;
	return (int64_t)length;
}

#define RESERVED 2 /* of the five fields, counted from 0 */

/* PROTOCOL.sshsig: magic, version, key, namespace, reserved, hash, signature */
static bool
is_plain_blob(const unsigned char *blob, size_t left)
{
	static const char head[] = "SSHSIG\0\0\0\1";

	if (left < sizeof(head) - 1 ||
	    memcmp(blob, head, sizeof(head) - 1) != 0)
		return false;
	blob += sizeof(head) - 1;
	left -= sizeof(head) - 1;
	for (int field = 0; field < 5; field++) {
		int64_t length = take_string(&blob, &left);

		if (length < 0 || (length == 0) != (field == RESERVED))
			return false;
	}
	return left == 0;
}

bool
sshsig_is_canonical(const char *text, size_t length)
{
	size_t joined = 0, bytes = 0;
	char *base64 = join_lines(text, length, &joined);
	unsigned char *blob = base64 ? malloc(joined + 1) : NULL;
	bool plain;

	if (blob)
		bytes = decode(base64, joined, blob);
	plain = bytes > 0 && is_plain_blob(blob, bytes);
	free(base64);
	free(blob);
	return plain;
}

/* All that ssh-keygen gets to know of us. */
static const char *const environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C",
    "TZ=UTC", "SSH_ASKPASS=/bin/false", "SSH_ASKPASS_REQUIRE=force", NULL};

/*
 * "verify-time=YYYYMMDDhhmmss" in UTC: a key counts by when it was used, so
 * that the seals of a retired key stay good.
 */
static void
format_time(int64_t sealed, char option[40])
{
	static const char name[] = "verify-time=";
	char text[INSTANT_TEXT_SIZE];
	char *to = option + sizeof(name) - 1;

	memcpy(option, name, sizeof(name));
	instant_format(sealed, false, text);
	for (const char *c = text; *c != '\0'; c++) {
		if (*c >= '0' && *c <= '9')
			*to++ = *c;
	}
	*to = '\0';
}

int
sshsig_check(const void *keys, const struct seal *seal, const char *text,
    size_t length, const char *signature, struct err *err)
{
	const struct sshsig_keys *with = keys;
	char when[40];
	const char *const arguments[] = {"ssh-keygen", "-Y", "verify", "-n",
	    SSHSIG_NAMESPACE, "-f", with->allowed_signers, "-I", seal->origin,
	    "-O", when, "-s", "/dev/fd/3", NULL};
	struct process process = {.path = with->program,
	    .arguments = arguments,
	    .environment = environment,
	    .input = text,
	    .input_length = length,
	    .extra = signature,
	    .extra_length = strlen(signature)};
	int status;

	if (!sshsig_is_canonical(signature, strlen(signature)))
		return 0;
	format_time(seal->sealed, when);
	status = process_run(&process, err);
	return status < 0 ? -1 : status == 0;
}

int
sshsig_sign(const char *program, const char *key_file, const char *text,
    size_t length, struct buf *signature, struct err *err)
{
	const char *const arguments[] = {"ssh-keygen", "-Y", "sign", "-n",
	    SSHSIG_NAMESPACE, "-f", key_file, NULL};
	struct process process = {.path = program,
	    .arguments = arguments,
	    .environment = environment,
	    .input = text,
	    .input_length = length,
	    .output = signature};
	int status = process_run(&process, err);

	if (status < 0)
		return -1;
	if (status == 0 && !buf_failed(signature) && signature->data &&
	    sshsig_is_canonical(signature->data, signature->length))
		return 0;
	return err_set(err, ERR_CONFIG,
	    "%s cannot sign with key \"%s\" (exit status %d)", program,
	    key_file, status);
}

int
sshsig_public_key(
    const char *program, const char *key_file, struct buf *key, struct err *err)
{
	const char *const arguments[] = {
	    "ssh-keygen", "-y", "-f", key_file, NULL};
	struct process process = {.path = program,
	    .arguments = arguments,
	    .environment = environment,
	    .output = key};
	int status = process_run(&process, err);
	char *comment;

	if (status < 0)
		return -1;
	comment = status == 0 && key->data && !buf_failed(key)
		      ? strchr(key->data, ' ')
		      : NULL;
	if (!comment)
		return err_set(err, ERR_CONFIG,
		    "%s cannot read key \"%s\" (exit status %d)", program,
		    key_file, status);
	comment += 1 + strcspn(comment + 1, " \n");
	key->length = (size_t)(comment - key->data);
	*comment = '\0';
	return 0;
}
