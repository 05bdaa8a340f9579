#include "lib/verify.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"

static void
release_lines(struct verify_lines *lines)
{
	for (size_t i = 0; i < lines->count && i < VERIFY_MAX_LINES; i++)
		free(lines->lines[i]);
}

void
verify_release(struct verify_report *report)
{
	release_lines(&report->problems);
	release_lines(&report->notes);
	release_lines(&report->unchecked);
	memset(report, 0, sizeof(*report));
}

static void __attribute__((format(printf, 3, 0)))
add_line(struct verify_report *report, struct verify_lines *lines,
    const char *format, va_list ap)
{
	char text[1024], *copy;

	if (lines->count++ >= VERIFY_MAX_LINES)
		return;
	vsnprintf(text, sizeof(text), format, ap);
	for (char *c = text; *c != '\0'; c++) {
		if (*c < ' ' || *c > '~')
			*c = '?';
	}
	copy = strdup(text);
	if (!copy) {
		report->failed = true;
		lines->count--;
		return;
	}
	lines->lines[lines->count - 1] = copy;
}

static void __attribute__((format(printf, 3, 4)))
add_text(struct verify_report *report, struct verify_lines *lines,
    const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_line(report, lines, format, ap);
	va_end(ap);
}

void
verify_problem(struct verify_report *report, enum verify_verdict verdict,
    const char *format, ...)
{
	va_list ap;

	if (verdict > report->verdict)
		report->verdict = verdict;
	va_start(ap, format);
	add_line(report, &report->problems, format, ap);
	va_end(ap);
}

void
verify_note(struct verify_report *report, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_line(report, &report->notes, format, ap);
	va_end(ap);
}

void
verify_unchecked(struct verify_report *report, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_line(report, &report->unchecked, format, ap);
	va_end(ap);
}

void
verify_count(struct verify_report *report, const char *name, int64_t more)
{
	size_t i = 0;

	while (i < report->count_count &&
	       strcmp(report->counts[i].name, name) != 0)
		i++;
	if (i == report->count_count) {
		if (i == VERIFY_MAX_COUNTS) {
			report->failed = true;
			return;
		}
		report->counts[i].name = name;
		report->count_count++;
	}
	report->counts[i].count += more;
}

/* Counts of a directory stand beside those of the database. */
static const char *
published_name(const char *name)
{
	static const char *const names[][2] = {{"seals", "published seals"},
	    {"leaves", "published leaves"}, {"records", "published records"},
	    {"signatures", "signatures"}};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(name, names[i][0]) == 0)
			return names[i][1];
	}
	return NULL;
}

static void
merge_lines(struct verify_report *report, struct verify_lines *lines,
    const char *name, const struct verify_lines *other)
{
	for (size_t i = 0; i < other->count; i++) {
		if (i < VERIFY_MAX_LINES)
			add_text(
			    report, lines, "%s: %s", name, other->lines[i]);
		else
			lines->count++;
	}
}

void
verify_merge(struct verify_report *report, const char *name,
    const struct verify_report *other)
{
	if (other->verdict > report->verdict)
		report->verdict = other->verdict;
	merge_lines(report, &report->problems, name, &other->problems);
	merge_lines(report, &report->notes, name, &other->notes);
	merge_lines(report, &report->unchecked, name, &other->unchecked);
	for (size_t i = 0; i < other->count_count; i++) {
		const char *published = published_name(other->counts[i].name);

		if (published)
			verify_count(report, published, other->counts[i].count);
	}
	report->failed |= other->failed;
}

const char *
verify_verdict_name(enum verify_verdict verdict)
{
	static const char *const names[] = {"VALID", "INCOMPLETE", "TAMPERED"};

	return names[verdict];
}

static void
print_lines(
    const struct verify_lines *lines, const char *label, struct buf *out)
{
	for (size_t i = 0; i < lines->count && i < VERIFY_MAX_LINES; i++)
		buf_printf(out, "%s: %s\n", label, lines->lines[i]);
	if (lines->count > VERIFY_MAX_LINES)
		buf_printf(out, "%s: and %zu more\n", label,
		    lines->count - VERIFY_MAX_LINES);
}

static void
print_text(const struct verify_report *report, struct buf *out)
{
	buf_printf(out, "%s\n", verify_verdict_name(report->verdict));
	print_lines(&report->problems, "problem", out);
	for (size_t i = 0; i < report->count_count; i++)
		buf_printf(out, "checked: %" PRId64 " %s\n",
		    report->counts[i].count, report->counts[i].name);
	print_lines(&report->notes, "note", out);
	print_lines(&report->unchecked, "not checked", out);
}

static void
json_lines(struct json *json, const char *key, const struct verify_lines *lines)
{
	json_open_array(json, key);
	for (size_t i = 0; i < lines->count && i < VERIFY_MAX_LINES; i++)
		json_text(json, NULL, lines->lines[i]);
	json_close_array(json);
}

static void
print_json(const struct verify_report *report, struct buf *out)
{
	struct json json;

	json_init(&json, out);
	json_open_object(&json, NULL);
	json_text(&json, "verdict", verify_verdict_name(report->verdict));
	json_int(&json, "problem_count", (int64_t)report->problems.count);
	json_lines(&json, "problems", &report->problems);
	json_open_object(&json, "checked");
	for (size_t i = 0; i < report->count_count; i++)
		json_int(
		    &json, report->counts[i].name, report->counts[i].count);
	json_close_object(&json);
	json_lines(&json, "notes", &report->notes);
	json_lines(&json, "not_checked", &report->unchecked);
	json_close_object(&json);
	buf_puts(out, "\n");
}

int
verify_print(const struct verify_report *report, bool json, struct buf *out,
    struct err *err)
{
	if (json)
		print_json(report, out);
	else
		print_text(report, out);
	return report->failed || buf_failed(out) ? err_memory(err) : 0;
}
