#include "cgi-bin/response.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "cgi-bin/limits.h"
#include "lib/log.h"

#define HEADERS_LIMIT 8192
#define FIRST_SIZE 256
#define CHALLENGE "Bearer realm=\"proof-of-play\""

void
response_init(struct response *response)
{
	memset(response, 0, sizeof(*response));
	response->status = 200;
	buf_init(&response->headers, HEADERS_LIMIT);
	buf_init(&response->body, LIMIT_BODY);
}

void
response_release(struct response *response)
{
	buf_release(&response->headers);
	buf_release(&response->body);
}

static bool
fits_a_line(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
	}
	return true;
}

void
response_header(struct response *response, const char *name, const char *value)
{
	if (!fits_a_line(name) || !fits_a_line(value))
		response->headers.failed = true;
	buf_printf(&response->headers, "%s: %s\r\n", name, value);
}

void
response_problem(struct response *response, const struct problem *problem,
    const char *request_id)
{
	int status = problem_status(problem->kind);

	buf_clear(&response->headers);
	buf_clear(&response->body);
	response->status = status;
	response_header(response, "Content-Type", "application/problem+json");
	response_header(response, "Cache-Control", "no-store");
	/* RFC 6750, 3.1: no error where no token was sent */
	if (problem->kind == PROBLEM_UNAUTHORIZED)
		response_header(response, "WWW-Authenticate", CHALLENGE);
	if (problem->kind == PROBLEM_INVALID_TOKEN)
		response_header(response, "WWW-Authenticate",
		    CHALLENGE ", error=\"invalid_token\"");
	if (status == 405)
		response_header(response, "Allow", ALLOWED_METHODS);
	if (status == 503)
		response_header(response, "Retry-After", "30");
	problem_write(problem, request_id, &response->body);
}

static const char *
reason(int status)
{
	static const struct {
		int status;
		const char *phrase;
	} phrases[] = {{200, "OK"}, {204, "No Content"}, {304, "Not Modified"},
	    {400, "Bad Request"}, {401, "Unauthorized"}, {403, "Forbidden"},
	    {404, "Not Found"}, {405, "Method Not Allowed"},
	    {406, "Not Acceptable"}, {503, "Service Unavailable"}};

	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		if (phrases[i].status == status)
			return phrases[i].phrase;
	}
	return "Internal Server Error";
}

static int
write_all(struct iovec *parts, int count)
{
	while (count > 0) {
		ssize_t written = writev(STDOUT_FILENO, parts, count);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -1;
		while (count > 0 && (size_t)written >= parts->iov_len) {
			written -= (ssize_t)parts->iov_len;
			parts++;
			count--;
		}
		if (count > 0) {
			parts->iov_base = (char *)parts->iov_base + written;
			parts->iov_len -= (size_t)written;
		}
	}
	return 0;
}

static bool
failed(const struct response *response)
{
	return buf_failed(&response->headers) || buf_failed(&response->body);
}

/* Status, the headers of every answer and of this one's length. */
static int
first_lines(const struct response *response, const char *request_id, char *text,
    size_t size)
{
	int length = snprintf(text, size,
	    "Status: %d %s\r\nX-Request-Id: %s\r\n"
	    "X-Content-Type-Options: nosniff\r\n",
	    response->status, reason(response->status), request_id);

	if (response->status != 204 && response->status != 304)
		length += snprintf(text + length, size - (size_t)length,
		    "Content-Length: %zu\r\n", response->body.length);
	return length;
}

void
response_format(struct response *response, const char *request_id,
    bool head_only, struct buf *out)
{
	char first[FIRST_SIZE];

	first_lines(response, request_id, first, sizeof(first));
	buf_puts(out, first);
	buf_append(out, response->headers.data, response->headers.length);
	buf_puts(out, "\r\n");
	if (!head_only)
		buf_append(out, response->body.data, response->body.length);
}

int
response_send(struct response *response, const char *request_id, bool head_only)
{
	struct iovec parts[3];
	struct problem problem;
	char first[FIRST_SIZE];
	int length;

	if (failed(response)) {
		log_error("the answer is too long or malformed");
		problem_set(&problem, PROBLEM_INTERNAL, NULL, NULL);
		response_problem(response, &problem, request_id);
	}
	length = first_lines(response, request_id, first, sizeof(first));
	buf_puts(&response->headers, "\r\n");
	if (failed(response) || length >= (int)sizeof(first))
		return -1;
	parts[0] = (struct iovec){first, (size_t)length};
	parts[1] =
	    (struct iovec){response->headers.data, response->headers.length};
	parts[2] = (struct iovec){response->body.data, response->body.length};
	limits_answer_begins();
	return write_all(parts, head_only ? 2 : 3);
}
