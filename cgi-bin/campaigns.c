#include "cgi-bin/campaigns.h"

#include <stdio.h>
#include <string.h>

#include "cgi-bin/database.h"
#include "cgi-bin/endpoint.h"
#include "lib/csv.h"
#include "lib/json.h"
#include "queries.h"

#define DEFAULT_LIMIT 100

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
	struct fingerprint fingerprint;
	struct json json;
	struct csv csv;
};

static bool
is_csv(const struct page *page)
{
	return page->exchange->params.format == FORMAT_CSV;
}

static void
open_body(struct page *page)
{
	struct buf *body = &page->exchange->response->body;

	json_init(&page->json, body);
	csv_init(&page->csv, body);
	if (is_csv(page)) {
		endpoint_begin_csv(page->exchange);
		for (int i = COLUMN_CAMPAIGN_ID; i < COLUMN_COUNT; i++)
			csv_text(&page->csv, names[i]);
		csv_end_row(&page->csv);
		return;
	}
	json_open_object(&page->json, NULL);
	json_text(&page->json, "from", page->from);
	json_text(&page->json, "to", page->to);
	json_text(&page->json, "counting_unit", "ad_play");
	json_open_array(&page->json, "campaigns");
}

static void
put_csv(struct csv *csv, const struct db_rows *row)
{
	for (int i = COLUMN_CAMPAIGN_ID; i < COLUMN_COUNT; i++) {
		if (db_is_null(row, 0, i))
			csv_empty(csv);
		else
			csv_text(csv, db_text(row, 0, i));
	}
	csv_end_row(csv);
}

static void
put_json(struct json *json, const struct db_rows *row)
{
	json_open_object(json, NULL);
	for (int i = COLUMN_CAMPAIGN_ID; i < COLUMN_COUNT; i++) {
		if (db_is_null(row, 0, i))
			json_null(json, names[i]);
		else if (i < COLUMN_DAYS)
			json_text(json, names[i], db_text(row, 0, i));
		else
			json_int(json, names[i], db_int64(row, 0, i));
	}
	json_close_object(json);
}

/* One row more than the page has was asked for: it says there is another. */
static int
take_row(void *arg, const struct db_rows *row, struct err *err)
{
	struct page *page = arg;

	(void)err;
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
	if (is_csv(page))
		put_csv(&page->csv, row);
	else
		put_json(&page->json, row);
	for (int i = COLUMN_CAMPAIGN_ID; i < COLUMN_COUNT; i++)
		fingerprint_add_text(&page->fingerprint, db_text(row, 0, i));
	return 0;
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
	return database_ask(&page->exchange->access, &call, 1, problem, err);
}

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

static void
close_body(struct page *page, const char *next)
{
	if (is_csv(page))
		return;
	json_close_array(&page->json);
	if (next)
		json_text(&page->json, "next", next);
	else
		json_null(&page->json, "next");
	json_close_object(&page->json);
	buf_puts(&page->exchange->response->body, "\n");
}

/* The row too many is not in it, but whether there was one. */
static void
finish_fingerprint(struct page *page)
{
	const unsigned char rest[] = {ENDPOINT_FORMAT_VERSION,
	    page->exchange->params.bom, is_csv(page), page->more};

	fingerprint_add(&page->fingerprint, rest, sizeof(rest));
}

static int
respond(struct page *page, struct problem *problem)
{
	char name[64], link[1024];
	struct err err = {0};
	struct buf next;

	open_body(page);
	if (ask(page, problem, &err) != 0)
		return endpoint_failed(&err, problem);
	if (page->exchange->params.given & PARAM_AFTER && !page->cursor_found)
		return problem_set(problem, PROBLEM_BAD_PARAMETER, "after",
		    "\"after\" is not one of these campaigns.");
	finish_fingerprint(page);
	if (endpoint_is_unchanged(
		page->exchange, &page->fingerprint, "private, no-cache"))
		return 0;
	buf_init(&next, sizeof(link) - 32);
	if (page->more) {
		put_next(page, &next);
		snprintf(link, sizeof(link), "<%s>; rel=\"next\"",
		    next.data ? next.data : "");
		response_header(page->exchange->response, "Link", link);
	}
	close_body(page, next.data);
	buf_release(&next);
	snprintf(
	    name, sizeof(name), "campaigns-%s-to-%s", page->from, page->to);
	endpoint_set_type(page->exchange, name);
	return 0;
}

int
campaigns_answer(struct exchange *exchange, struct problem *problem)
{
	struct page page = {.exchange = exchange};

	fingerprint_init(&page.fingerprint);
	date_format(exchange->range.from, page.from);
	date_format(exchange->range.to, page.to);
	page.limit = exchange->params.given & PARAM_LIMIT
			 ? exchange->params.limit
			 : DEFAULT_LIMIT;
	return respond(&page, problem);
}
