#include "lib/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

static struct {
	const char *program;
	enum log_level most;
	bool to_syslog;
	const char *request; /* "" when there is none */
	void (*before)(void *arg);
	void *arg;
} settings = {"proof-of-play", LOG_LEVEL_WARNING, false, "", NULL, NULL};

void
log_init(const char *program, enum log_level most, bool to_syslog)
{
	settings.program = program;
	settings.most = most;
	settings.to_syslog = to_syslog;
	if (to_syslog)
		openlog(program, LOG_PID, LOG_CRON);
}

void
log_request(const char *id)
{
	settings.request = id;
}

void
log_before(void (*before)(void *arg), void *arg)
{
	settings.before = before;
	settings.arg = arg;
}

static void
replace_control_characters(char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			*text = '?';
	}
}

static void write_line(enum log_level level, const char *format, va_list ap)
    __attribute__((format(printf, 2, 0)));

static void
write_line(enum log_level level, const char *format, va_list ap)
{
	static const char *const prefix[] = {"error: ", "warning: ", ""};
	static const int priority[] = {LOG_ERR, LOG_WARNING, LOG_INFO};
	char line[2048];
	int length;

	if (level > settings.most)
		return;
	length = vsnprintf(line, sizeof(line), format, ap);
	if (level != LOG_LEVEL_INFO && settings.request[0] != '\0' &&
	    length >= 0 && (size_t)length < sizeof(line))
		snprintf(line + length, sizeof(line) - (size_t)length, " id=%s",
		    settings.request);
	replace_control_characters(line);
	if (settings.before)
		settings.before(settings.arg);
	fprintf(stderr, "%s: %s%s\n", settings.program, prefix[level], line);
	if (settings.to_syslog)
		syslog(priority[level], "%s%s", prefix[level], line);
}

void
log_error(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	write_line(LOG_LEVEL_ERROR, format, ap);
	va_end(ap);
}

void
log_warning(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	write_line(LOG_LEVEL_WARNING, format, ap);
	va_end(ap);
}

void
log_info(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	write_line(LOG_LEVEL_INFO, format, ap);
	va_end(ap);
}

void
log_err(const struct err *err)
{
	if (err->sqlstate[0] != '\0')
		log_error("%s (SQLSTATE %s)", err->message, err->sqlstate);
	else
		log_error("%s", err->message);
	if (err->detail[0] != '\0')
		log_error("%s", err->detail);
}
