#include "lib/csv.h"

#include <stddef.h>
#include <string.h>

void
csv_init(struct csv *csv, struct buf *out)
{
	csv->out = out;
	csv->comma = false;
}

static void
begin_cell(struct csv *csv)
{
	if (csv->comma)
		buf_append(csv->out, ",", 1);
	csv->comma = true;
}

/* The fullwidth forms of the signs count too in some spreadsheets. */
static bool
looks_like_formula(const char *text)
{
	static const char *const wide[] = {
	    "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};

	if (*text != '\0' && strchr("=+-@\t\r\n", *text))
		return true;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
		if (strncmp(text, wide[i], 3) == 0)
			return true;
	}
	return false;
}

void
csv_text(struct csv *csv, const char *text)
{
	const char *guard = looks_like_formula(text) ? "'" : "";

	begin_cell(csv);
	if (text[strcspn(text, ",\"\r\n")] == '\0') {
		buf_puts(csv->out, guard);
		buf_puts(csv->out, text);
		return;
	}
	buf_puts(csv->out, "\"");
	buf_puts(csv->out, guard);
	while (*text != '\0') {
		size_t length = strcspn(text, "\"");

		buf_append(csv->out, text, length);
		text += length;
		if (*text == '"') {
			buf_append(csv->out, "\"\"", 2);
			text++;
		}
	}
	buf_puts(csv->out, "\"");
}

void
csv_int(struct csv *csv, int64_t value)
{
	begin_cell(csv);
	buf_put_count(csv->out, value);
}

void
csv_empty(struct csv *csv)
{
	begin_cell(csv);
}

void
csv_end_row(struct csv *csv)
{
	buf_append(csv->out, "\r\n", 2);
	csv->comma = false;
}

void
csv_header(struct csv *csv, const char *names)
{
	buf_puts(csv->out, names);
	csv_end_row(csv);
}
