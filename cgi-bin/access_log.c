#include "cgi-bin/access_log.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "lib/log.h"

int64_t
access_log_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* In quotes, which a name cannot end: the line stays what it says. */
static void
quote(const char *text, struct buf *out)
{
	buf_puts(out, "\"");
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			buf_puts(out, "\\");
		buf_append(out, text, 1);
	}
	buf_puts(out, "\"");
}

/* Not every web server says in its log when a line was written. */
static const char *
now(char text[INSTANT_TEXT_SIZE])
{
	return instant_format(
	    (int64_t)time(NULL) * INSTANT_SECOND, false, text);
}

void
access_log_write(const struct exchange *exchange, int64_t started)
{
	static const char *const breakdowns[] = {
	    "none", "hour", "region", "store", "device"};
	const struct params *params = &exchange->params;
	char id[UUID_TEXT_SIZE], from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
	int64_t ms = (access_log_clock() - started) / 1000;
	char at[INSTANT_TEXT_SIZE];
	struct buf line;

	buf_init(&line, 2048);
	buf_printf(&line, "%s principal=",
	    exchange->route.resource == RESOURCE_EVIDENCE ? "evidence"
							  : "report");
	if (exchange->access.principal[0] != '\0')
		quote(exchange->access.principal, &line);
	else
		buf_puts(&line, "-");
	buf_printf(&line,
	    " campaign=%s from=%s to=%s format=%s breakdown=%s status=%d"
	    " bytes=%zu ms=%" PRId64 " at=%s id=%s",
	    exchange->route.resource == RESOURCE_CAMPAIGNS
		? "all"
		: uuid_format(&exchange->route.campaign_id, id),
	    date_format(exchange->range.from, from),
	    date_format(exchange->range.to, to),
	    params->format == FORMAT_CSV ? "csv" : "json",
	    breakdowns[params->breakdown], exchange->response->status,
	    request_is_head(exchange->request)
		? 0
		: exchange->response->body.length,
	    ms, now(at), exchange->request->id);
	if (!buf_failed(&line))
		log_info("%s", line.data);
	buf_release(&line);
}
