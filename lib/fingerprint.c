#include "lib/fingerprint.h"

#include <string.h>

__extension__ typedef unsigned __int128 wide;

/* The basis and the prime of FNV with 128 bits: 2^88 + 2^8 + 0x3b. */
static const uint64_t BASIS_HIGH = UINT64_C(0x6c62272e07bb0142);
static const uint64_t BASIS_LOW = UINT64_C(0x62b821756295c58d);
static const uint64_t PRIME_HIGH = UINT64_C(0x1000000);
static const uint64_t PRIME_LOW = UINT64_C(0x13b);

void
fingerprint_init(struct fingerprint *fingerprint)
{
	fingerprint->high = BASIS_HIGH;
	fingerprint->low = BASIS_LOW;
}

void
fingerprint_add(
    struct fingerprint *fingerprint, const void *data, size_t length)
{
	const wide prime = (wide)PRIME_HIGH << 64 | PRIME_LOW;
	const unsigned char *bytes = data;
	wide value = (wide)fingerprint->high << 64 | fingerprint->low;

	for (size_t i = 0; i < length; i++)
		value = (value ^ bytes[i]) * prime;
	fingerprint->high = (uint64_t)(value >> 64);
	fingerprint->low = (uint64_t)value;
}

void
fingerprint_add_text(struct fingerprint *fingerprint, const char *text)
{
	fingerprint_add(fingerprint, text, strlen(text) + 1);
}
