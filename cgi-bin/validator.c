#include "cgi-bin/validator.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "lib/date.h"

char *
etag_format(const struct fingerprint *fingerprint, char text[ETAG_SIZE])
{
	snprintf(text, ETAG_SIZE, "\"%016" PRIx64 "%016" PRIx64 "\"",
	    fingerprint->high, fingerprint->low);
	return text;
}

/* The length of an opaque tag without the mark of a compression. */
static size_t
without_suffix(const char *tag, size_t length)
{
	static const char *const suffixes[] = {
	    "-gzip", "-br", "-deflate", "-zstd"};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		size_t size = strlen(suffixes[i]);

		if (length > size &&
		    memcmp(tag + length - size, suffixes[i], size) == 0)
			return length - size;
	}
	return length;
}

bool
etag_matches(const char *header, const char *etag)
{
	size_t wanted = strlen(etag) - 2;

	if (!header)
		return false;
	header += strspn(header, ", \t");
	if (strcmp(header, "*") == 0)
		return true;
	while (*header != '\0') {
		size_t length;

		if (strncmp(header, "W/", 2) == 0)
			header += 2;
		if (*header++ != '"')
			return false;
		length = strcspn(header, "\"");
		if (header[length] == '\0')
			return false;
		if (without_suffix(header, length) == wanted &&
		    memcmp(header, etag + 1, wanted) == 0)
			return true;
		header += length + 1;
		header += strspn(header, ", \t");
	}
	return false;
}

char *
http_date_format(int64_t instant, char text[HTTP_DATE_SIZE])
{
	static const char *const weekdays[] = {
	    "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const int64_t day = 86400 * INSTANT_SECOND;
	int64_t days = instant / day - (instant % day < 0);
	char iso[INSTANT_TEXT_SIZE];
	int month;

	instant_format(instant, false, iso); /* YYYY-MM-DDThh:mm:ssZ */
	month = (iso[5] - '0') * 10 + (iso[6] - '0') - 1;
	snprintf(text, HTTP_DATE_SIZE, "%s, %.2s %.3s %.4s %.8s GMT",
	    weekdays[(days % 7 + 7) % 7], iso + 8, months + 3 * month, iso,
	    iso + 11);
	return text;
}
