#include "cgi-bin/request.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/log.h"

/* The value of an entry "NAME=value" with this name, or NULL. */
static const char *
entry_value(const char *entry, const char *name, size_t length)
{
	if (strncmp(entry, name, length) != 0 || entry[length] != '=')
		return NULL;
	return entry + length + 1;
}

const char *
request_variable(const struct request *request, const char *name)
{
	size_t length = strlen(name);

	for (char *const *e = request->environment; *e; e++) {
		const char *value = entry_value(*e, name, length);

		if (value)
			return value;
	}
	return NULL;
}

/* Ours: what the answer depends on. */
static bool
matters(const char *entry)
{
	static const char *const names[] = {
	    "REQUEST_METHOD=", "PATH_INFO=", "QUERY_STRING=", "HTTP_ACCEPT=",
	    "HTTP_IF_NONE_MATCH=", "HTTP_AUTHORIZATION=", "POP_", "PG"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strncmp(entry, names[i], strlen(names[i])) == 0)
			return true;
	}
	return false;
}

bool
request_has_twice(const struct request *request, const char *name)
{
	size_t length = strcspn(name, "=");
	int found = 0;

	for (char *const *e = request->environment; *e; e++)
		found += entry_value(*e, name, length) != NULL;
	return found > 1;
}

static const char *
find_repeated(const struct request *request)
{
	for (char *const *e = request->environment; *e; e++) {
		if (matters(*e) && request_has_twice(request, *e))
			return *e;
	}
	return NULL;
}

/* A client can repeat its headers; the rest is the administrator's. */
static int
refuse_repeated(const char *entry, struct problem *problem)
{
	int length = (int)strcspn(entry, "=");

	if (strncmp(entry, "HTTP_", 5) == 0)
		return problem_set(problem, PROBLEM_BAD_REQUEST, NULL,
		    "A header is repeated.");
	log_error("the variable %.*s is set twice; set it once in the web "
		  "server's configuration",
	    length, entry);
	return problem_set(problem, PROBLEM_INTERNAL, NULL,
	    "The server is misconfigured; its log says how.");
}

/* Letters, digits and a few signs: safe in a header and in a log. */
static bool
usable_id(const char *id)
{
	size_t length = strlen(id);

	return length > 0 && length < REQUEST_ID_SIZE &&
	       strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			  "0123456789_-@+/=.") == length;
}

/* The web server's own id when it has one, so that its log and ours meet. */
static void
set_id(struct request *request)
{
	const char *given = request_variable(request, "UNIQUE_ID");
	unsigned char random[8] = {0};

	if (!given)
		given = request_variable(request, "REQUEST_ID");
	if (given && usable_id(given)) {
		snprintf(request->id, sizeof(request->id), "%s", given);
		return;
	}
	if (getrandom(random, sizeof(random), GRND_NONBLOCK) < 0)
		log_warning("no random request id");
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(request->id + 2 * i, 3, "%02x", random[i]);
}

static const char *
or_empty(const char *value)
{
	return value ? value : "";
}

int
request_init(
    struct request *request, char *const *environment, struct problem *problem)
{
	const char *repeated;

	memset(request, 0, sizeof(*request));
	request->environment = environment;
	request->method = or_empty(request_variable(request, "REQUEST_METHOD"));
	request->path = or_empty(request_variable(request, "PATH_INFO"));
	request->query = or_empty(request_variable(request, "QUERY_STRING"));
	set_id(request);
	log_request(request->id);
	repeated = find_repeated(request);
	if (repeated)
		return refuse_repeated(repeated, problem);
	return 0;
}

void
request_refuse_body(void)
{
	char waste[4096];

	/* From here on nothing can be added; most servers use a pipe. */
	if (shutdown(STDIN_FILENO, SHUT_RD) != 0)
		return;
	while (recv(STDIN_FILENO, waste, sizeof(waste), MSG_DONTWAIT) > 0)
		continue;
}

bool
request_is_head(const struct request *request)
{
	return strcmp(request->method, "HEAD") == 0;
}
