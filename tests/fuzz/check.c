#include "tests/fuzz/check.h"

#include <cjson/cJSON.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN_CHARACTERS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"

_Noreturn void
check_failed(const char *condition, const char *file, int line)
{
	printf("%s:%d: not true: %s\n", file, line, condition);
	fflush(stdout);
	abort();
}

static bool
is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

bool
check_is_text(const char *text, size_t length)
{
	static iconv_t converter;
	uint32_t codes[512];
	char *in = (char *)(uintptr_t)text;

	if (!converter)
		converter = iconv_open("UCS-4LE", "UTF-8");
	while (length > 0) {
		char *out = (char *)codes;
		size_t room = sizeof(codes), taken = length;

		iconv(converter, NULL, NULL, NULL, NULL);
		iconv(converter, &in, &length, &out, &room);
		if (length == taken)
			return false;
		for (uint32_t *code = codes; (char *)code < out; code++) {
			if (is_control(*code))
				return false;
		}
	}
	return true;
}

const char *
check_header(const struct response *response, const char *name)
{
	const char *line = response->headers.data;
	size_t length = strlen(name);

	while (line && *line != '\0') {
		if (strncmp(line, name, length) == 0 &&
		    strncmp(line + length, ": ", 2) == 0)
			return line + length + 2;
		line = strstr(line, "\r\n");
		line = line ? line + 2 : NULL;
	}
	return NULL;
}

static bool
header_is(
    const struct response *response, const char *name, const char *expected)
{
	const char *value = check_header(response, name);
	size_t length = strlen(expected);

	return value && strncmp(value, expected, length) == 0 &&
	       strncmp(value + length, "\r\n", 2) == 0;
}

/* Lines of "Name: value", and nothing that could start another one. */
static void
check_headers(const struct buf *headers)
{
	const char *line = headers->data;

	CHECK(!buf_failed(headers));
	CHECK(!line || strlen(line) == headers->length);
	while (line && *line != '\0') {
		size_t name = strspn(line, TOKEN_CHARACTERS);
		size_t value;

		CHECK(name > 0 && strncmp(line + name, ": ", 2) == 0);
		line += name + 2;
		value = strcspn(line, "\r");
		CHECK(value > 0 && check_is_text(line, value));
		CHECK(line[value + 1] == '\n');
		line += value + 2;
	}
}

static cJSON *
parse_body(const struct buf *body)
{
	cJSON *document = NULL;

	CHECK(body->length > 0 && body->data[body->length - 1] == '\n');
	CHECK(check_is_text(body->data, body->length - 1));
	document = cJSON_ParseWithOpts(body->data, NULL, true);
	CHECK(cJSON_IsObject(document));
	return document;
}

static const char *
member(const cJSON *document, const char *name)
{
	const char *text =
	    cJSON_GetStringValue(cJSON_GetObjectItem(document, name));

	return text ? text : "";
}

static void
check_problem_body(const struct buf *body, int status)
{
	static const char prefix[] = PROBLEM_TYPE_PREFIX;
	cJSON *document = parse_body(body);
	const char *type = member(document, "type");

	CHECK(strncmp(type, prefix, sizeof(prefix) - 1) == 0);
	CHECK(type[sizeof(prefix) - 1] != '\0');
	CHECK(member(document, "title")[0] != '\0');
	CHECK(cJSON_GetObjectItem(document, "status")->valueint == status);
	cJSON_Delete(document);
}

void
check_problem(const struct problem *problem, const char *request_id)
{
	int status = problem_status(problem->kind);
	struct buf body;

	CHECK(status >= 400 && status < 500);
	CHECK(check_is_text(problem->parameter, strlen(problem->parameter)));
	buf_init(&body, 4096);
	problem_write(problem, request_id, &body);
	CHECK(!buf_failed(&body));
	check_problem_body(&body, status);
	buf_release(&body);
}

/* One cell at *at, which is moved behind it; its first character, or ','. */
static char
read_cell(const char **at, const char *end)
{
	const char *c = *at;
	char first = ',';

	if (c < end && *c != '"') {
		size_t length = strcspn(c, ",\r\n\"");

		*at = c + length;
		return length > 0 ? *c : first;
	}
	for (c++; c < end && (*c != '"' || c[1] == '"'); c++) {
		if (first == ',')
			first = *c;
		c += *c == '"';
	}
	CHECK(c < end);
	*at = c + 1;
	return first;
}

/* RFC 4180, as many cells in every row, none a formula. */
static void
check_csv(const struct buf *body, bool bom)
{
	const char *at = body->data, *end = at + body->length;
	size_t columns = 0, cells = 0;

	CHECK(body->length > 3 && strlen(at) == body->length);
	CHECK((strncmp(at, "\xef\xbb\xbf", 3) == 0) == bom);
	at += bom ? 3 : 0;
	while (at < end) {
		CHECK(!strchr("=+-@\t\r\n", read_cell(&at, end)));
		cells++;
		if (*at == ',') {
			at++;
			continue;
		}
		CHECK(strncmp(at, "\r\n", 2) == 0);
		at += 2;
		CHECK(columns == 0 || cells == columns);
		columns = cells;
		cells = 0;
	}
	CHECK(cells == 0);
}

static bool
is_etag(const char *value)
{
	return value && value[0] == '"' &&
	       strspn(value + 1, "0123456789abcdef") == 32 &&
	       strncmp(value + 33, "\"\r\n", 3) == 0;
}

static void
check_report(const struct exchange *exchange)
{
	const struct response *response = exchange->response;

	CHECK(is_etag(check_header(response, "ETag")));
	CHECK(header_is(response, "Vary", "Accept"));
	CHECK(check_header(response, "Cache-Control"));
	if (response->status == 304) {
		CHECK(response->body.length == 0);
		CHECK(!check_header(response, "Content-Type"));
	} else if (exchange->params.format == FORMAT_CSV) {
		CHECK(header_is(response, "Content-Type",
		    "text/csv; charset=utf-8; header=present"));
		CHECK(check_header(response, "Content-Disposition"));
		check_csv(&response->body, exchange->params.bom);
	} else {
		CHECK(header_is(response, "Content-Type", "application/json"));
		cJSON_Delete(parse_body(&response->body));
	}
}

void
check_response(const struct exchange *exchange)
{
	const struct response *response = exchange->response;
	int status = response->status;

	check_headers(&response->headers);
	CHECK(!buf_failed(&response->body));
	if (status == 200 || status == 304) {
		check_report(exchange);
		return;
	}
	if (status == 204) {
		CHECK(response->body.length == 0);
		CHECK(header_is(response, "Allow", ALLOWED_METHODS));
		return;
	}
	CHECK(header_is(response, "Content-Type", "application/problem+json"));
	CHECK(header_is(response, "Cache-Control", "no-store"));
	CHECK((status == 401) == !!check_header(response, "WWW-Authenticate"));
	CHECK((status == 405) == !!check_header(response, "Allow"));
	check_problem_body(&response->body, status);
}
