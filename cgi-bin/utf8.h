/*
 * Text from outside.
 */
#ifndef CGI_BIN_UTF8_H
#define CGI_BIN_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Valid UTF-8 (RFC 3629: shortest form, no surrogates, up to U+10FFFF) without
 * NUL and other control characters, DEL and C1 included.
 */
bool utf8_is_plain_text(const char *text, size_t length);

#endif
