#include "lib/hash.h"

#include <openssl/evp.h>
#include <string.h>

static int
failed(struct err *err)
{
	return err_set(err, ERR_INTERNAL, "libcrypto cannot compute SHA-256");
}

int
hash_init(struct hash *hash, struct err *err)
{
	hash->context = EVP_MD_CTX_new();
	hash->digest = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (hash->context && hash->digest &&
	    EVP_DigestInit_ex(hash->context, hash->digest, NULL) == 1)
		return 0;
	hash_release(hash);
	return failed(err);
}

void
hash_release(struct hash *hash)
{
	EVP_MD_CTX_free(hash->context);
	EVP_MD_free(hash->digest);
	memset(hash, 0, sizeof(*hash));
}

int
hash_update(struct hash *hash, const void *data, size_t length, struct err *err)
{
	if (EVP_DigestUpdate(hash->context, data, length) != 1)
		return failed(err);
	return 0;
}

int
hash_final(struct hash *hash, uint8_t out[HASH_SIZE], struct err *err)
{
	if (EVP_DigestFinal_ex(hash->context, out, NULL) != 1 ||
	    EVP_DigestInit_ex(hash->context, hash->digest, NULL) != 1)
		return failed(err);
	return 0;
}

int
hash_bytes(
    const void *data, size_t length, uint8_t out[HASH_SIZE], struct err *err)
{
	if (EVP_Digest(data, length, out, NULL, EVP_sha256(), NULL) != 1)
		return failed(err);
	return 0;
}

char *
hash_format(const uint8_t digest[HASH_SIZE], char text[HASH_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < HASH_SIZE; i++) {
		text[2 * i] = digits[digest[i] >> 4];
		text[2 * i + 1] = digits[digest[i] & 15];
	}
	text[HASH_HEX_SIZE - 1] = '\0';
	return text;
}

static int
digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
hash_parse(const char *text, uint8_t digest[HASH_SIZE])
{
	for (size_t i = 0; i < HASH_SIZE; i++) {
		int high = digit_value(text[2 * i]);
		int low = high < 0 ? -1 : digit_value(text[2 * i + 1]);

		if (low < 0)
			return -1;
		digest[i] = (uint8_t)(high << 4 | low);
	}
	return 0;
}
