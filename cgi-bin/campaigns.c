#include "cgi-bin/campaigns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi-bin/endpoint.h"
#include "cgi-bin/limits.h"
#include "lib/csv.h"
#include "lib/json.h"
#include "queries.h"

#define DEFAULT_LIMIT 100
#define NO_TEXT "\xff"

enum column {
	COLUMN_CURSOR_FOUND,
	COLUMN_CAMPAIGN_ID,
	COLUMN_CAMPAIGN_NAME,
	COLUMN_ADVERTISER_ID,
	COLUMN_FIRST_DATE,
	COLUMN_LAST_DATE,
	COLUMN_DAYS, /* this one and all behind it are counts */
	COLUMN_CORRECTED_DAYS,
	COLUMN_TOTAL_IMPRESSIONS,
	COLUMN_TOTAL_DURATION_SECONDS,
	COLUMN_PLAYS_RECEIVED,
	COLUMN_UNIQUE_DEVICES,
	COLUMN_UNIQUE_STORES,
	COLUMN_COUNT
};

static const char *const names[COLUMN_COUNT] = {"", "campaign_id",
    "campaign_name", "advertiser_id", "first_date", "last_date", "days",
    "corrected_days", "total_impressions", "total_duration_seconds",
    "plays_received", "unique_devices", "unique_stores"};

/* A page under way. */
struct page {
	struct exchange *exchange;
	char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
	int limit;
	int count; /* rows so far */
	bool cursor_found;
	bool more; /* there is another page */
	char last[UUID_TEXT_SIZE];
	struct buf cells; /* of the rows, as keep_cell has them */
};

static bool
is_csv(const struct page *page)
{
	return page->exchange->params.format == FORMAT_CSV;
}

/* --- the rows: kept, because the tag is made of all of them --- */

/* A text with its end, or, for null, a byte that UTF-8 does not have. */
static void
keep_cell(struct buf *cells, const struct db_rows *row, int column)
{
	const char *text = db_text(row, 0, column);

	if (db_is_null(row, 0, column))
		buf_append(cells, NO_TEXT, 1);
	else
		buf_append(cells, text, strlen(text) + 1);
}

/* The cell at *at, NULL for null, and past it. */
static const char *
next_cell(const char **at)
{
	const char *cell = *at;

	if (*cell == NO_TEXT[0]) {
		*at += 1;
		return NULL;
	}
	*at += strlen(cell) + 1;
	return cell;
}

/* One row more than the page has was asked for: it says there is another. */
static int
take_row(void *arg, const struct db_rows *row, struct err *err)
{
	struct page *page = arg;

	page->cursor_found = db_bool(row, 0, COLUMN_CURSOR_FOUND);
	if (db_is_null(row, 0, COLUMN_CAMPAIGN_ID))
		return 0;
	if (page->count == page->limit) {
		page->more = true;
		return 0;
	}
	page->count++;
	snprintf(page->last, sizeof(page->last), "%s",
	    db_text(row, 0, COLUMN_CAMPAIGN_ID));
	for (int i = COLUMN_CAMPAIGN_ID; i < COLUMN_COUNT; i++)
		keep_cell(&page->cells, row, i);
	return buf_failed(&page->cells) ? err_memory(err) : 0;
}

static int
ask(struct page *page, struct problem *problem, struct err *err)
{
	const struct params *params = &page->exchange->params;
	char after[UUID_TEXT_SIZE], limit[16];
	const char *const values[] = {page->from, page->to,
	    params->given & PARAM_NAME ? params->name : NULL,
	    params->given & PARAM_AFTER ? uuid_format(&params->after, after)
					: NULL,
	    limit};
	const struct db_call call = {
	    sql_campaigns.text, 5, values, take_row, page};

	snprintf(limit, sizeof(limit), "%d", page->limit + 1);
	return database_ask(&page->exchange->database, &call, 1, problem, err);
}

/* --- the next page --- */

static void
put_encoded(struct buf *out, const char *text)
{
	static const char unreserved[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789-._~";

	for (; *text != '\0'; text++) {
		if (strchr(unreserved, *text))
			buf_append(out, text, 1);
		else
			buf_printf(out, "%%%02X", (unsigned char)*text);
	}
}

/* The next page as a reference relative to this one. */
static void
put_next(const struct page *page, struct buf *out)
{
	const struct params *params = &page->exchange->params;

	buf_printf(out, "?from=%s&to=%s", page->from, page->to);
	if (params->given & PARAM_NAME) {
		buf_puts(out, "&name=");
		put_encoded(out, params->name);
	}
	if (params->given & PARAM_FORMAT)
		buf_printf(out, "&format=%s", is_csv(page) ? "csv" : "json");
	if (params->given & PARAM_BOM)
		buf_printf(out, "&bom=%d", params->bom);
	buf_printf(out, "&limit=%d&after=%s", page->limit, page->last);
}

/* --- the body --- */

static void
write_csv(const struct page *page)
{
	const char *at = page->cells.data;
	struct csv csv;

	endpoint_begin_csv(page->exchange);
	csv_init(&csv, &page->exchange->response->body);
	for (int i = COLUMN_CAMPAIGN_ID; i < COLUMN_COUNT; i++)
		csv_text(&csv, names[i]);
	csv_end_row(&csv);
	for (int row = 0; row < page->count; row++) {
		for (int i = COLUMN_CAMPAIGN_ID; i < COLUMN_COUNT; i++) {
			const char *cell = next_cell(&at);

			if (cell)
				csv_text(&csv, cell);
			else
				csv_empty(&csv);
		}
		csv_end_row(&csv);
	}
}

static void
write_campaign(struct json *json, const char **at)
{
	json_open_object(json, NULL);
	for (int i = COLUMN_CAMPAIGN_ID; i < COLUMN_COUNT; i++) {
		const char *cell = next_cell(at);

		if (!cell)
			json_null(json, names[i]);
		else if (i < COLUMN_DAYS)
			json_text(json, names[i], cell);
		else
			json_int(json, names[i], strtoll(cell, NULL, 10));
	}
	json_close_object(json);
}

static void
write_json(const struct page *page, const char *next)
{
	struct buf *body = &page->exchange->response->body;
	const char *at = page->cells.data;
	struct json json;

	json_init(&json, body);
	json_open_object(&json, NULL);
	json_text(&json, "from", page->from);
	json_text(&json, "to", page->to);
	json_text(&json, "counting_unit", "ad_play");
	json_open_array(&json, "campaigns");
	for (int row = 0; row < page->count; row++)
		write_campaign(&json, &at);
	json_close_array(&json);
	if (next)
		json_text(&json, "next", next);
	else
		json_null(&json, "next");
	json_close_object(&json);
	buf_puts(body, "\n");
}

static void
write_page(const struct page *page)
{
	char name[64], link[1024];
	struct buf next;

	buf_init(&next, sizeof(link) - 32);
	if (page->more) {
		put_next(page, &next);
		snprintf(link, sizeof(link), "<%s>; rel=\"next\"",
		    next.data ? next.data : "");
		response_header(page->exchange->response, "Link", link);
	}
	if (is_csv(page))
		write_csv(page);
	else
		write_json(page, next.data);
	buf_release(&next);
	snprintf(
	    name, sizeof(name), "campaigns-%s-to-%s", page->from, page->to);
	endpoint_set_type(page->exchange, name);
}

/* --- the whole --- */

/* The row too many is not in it, but whether there was one. */
static void
make_fingerprint(const struct page *page, struct fingerprint *fingerprint)
{
	const unsigned char rest[] = {ENDPOINT_FORMAT_VERSION,
	    page->exchange->params.bom, is_csv(page), page->more};

	fingerprint_init(fingerprint);
	fingerprint_add(fingerprint, page->cells.data, page->cells.length);
	fingerprint_add(fingerprint, rest, sizeof(rest));
}

static int
respond(struct page *page, struct problem *problem)
{
	struct fingerprint fingerprint;
	struct err err = {0};

	if (ask(page, problem, &err) != 0)
		return endpoint_failed(&err, problem);
	if (page->exchange->params.given & PARAM_AFTER && !page->cursor_found)
		return problem_set(problem, PROBLEM_BAD_PARAMETER, "after",
		    "\"after\" is not one of these campaigns.");
	make_fingerprint(page, &fingerprint);
	if (!endpoint_is_unchanged(
		page->exchange, &fingerprint, "private, no-cache"))
		write_page(page);
	return 0;
}

int
campaigns_answer(struct exchange *exchange, struct problem *problem)
{
	struct page page = {.exchange = exchange};
	int rc;

	buf_init(&page.cells, LIMIT_BODY);
	date_format(exchange->range.from, page.from);
	date_format(exchange->range.to, page.to);
	page.limit = exchange->params.given & PARAM_LIMIT
			 ? exchange->params.limit
			 : DEFAULT_LIMIT;
	rc = respond(&page, problem);
	buf_release(&page.cells);
	return rc;
}
