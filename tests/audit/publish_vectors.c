/*
 * publish_vectors [-k KEY] [-h HOOK] [-o ORIGIN] DIR FROM LAST: publishes the
 * seals up to LAST of the directory FROM, a set of worked examples, into DIR,
 * as a nightly run does: head check, what is missing, hook.  Says the named
 * points on stderr when POP_POINTS is set, and kills itself at the Nth when
 * POP_KILL_AT is N.  Exit 0; 1 with the error's kind and message on stderr.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/publish.h"

extern char **environ;

static long points;

static void
point(const char *name)
{
	const char *kill_at = getenv("POP_KILL_AT");

	points++;
	if (getenv("POP_POINTS"))
		fprintf(stderr, "%ld %s\n", points, name);
	if (kill_at && strtol(kill_at, NULL, 10) == points)
		kill(getpid(), SIGKILL);
}

static int
read_example(
    int from, long seq, const char *suffix, struct buf *out, struct err *err)
{
	char name[64];

	snprintf(name, sizeof(name), "%06ld.%s", seq, suffix);
	buf_init(out, 1 << 24);
	if (file_read(from, name, out, err) == FILE_READ)
		return 0;
	return err_set(err, ERR_USAGE, "cannot read example %s", name);
}

static int
write_devices(void *arg, struct file_stream *out, struct err *err)
{
	const struct buf *devices = arg;

	return file_stream_put(out, devices->data, devices->length, err);
}

static int
publish_one(struct publish *publish, int from, long seq, struct err *err)
{
	struct publication publication;
	struct buf seal = {0}, records = {0}, devices = {0};
	int result = -1;

	if (read_example(from, seq, "seal", &seal, err) == 0 &&
	    read_example(from, seq, "records", &records, err) == 0 &&
	    read_example(from, seq, "devices", &devices, err) == 0) {
		publication = (struct publication){seal.data, seal.length,
		    records.data, records.length, write_devices, &devices};
		result = publish_seal(publish, &publication, err);
	}
	buf_release(&seal);
	buf_release(&records);
	buf_release(&devices);
	return result;
}

/* The newest published seal must be one of ours, byte for byte. */
static int
check_head(
    const struct publish_head *head, int from, long last, struct err *err)
{
	struct buf seal = {0};
	int result = 0;

	if (head->seq == 0)
		return 0;
	if (head->seq > last)
		return err_set(err, ERR_DATA, "published ahead of the data");
	if (read_example(from, (long)head->seq, "seal", &seal, err) < 0)
		return -1;
	if (seal.length != head->length ||
	    memcmp(seal.data, head->text, head->length) != 0)
		result = err_set(err, ERR_DATA, "published another seal");
	buf_release(&seal);
	return result;
}

static int
run(const struct publish_options *options, const char *examples, long last,
    struct err *err)
{
	int from = file_open_directory(examples, err);
	struct publish publish = {.directory = -1};
	struct publish_head head;
	int result = -1;

	if (from < 0 || publish_open(&publish, options, err) < 0)
		goto out;
	if (publish_read_head(&publish, &head, err) < 0 ||
	    check_head(&head, from, last, err) < 0)
		goto out;
	result = 0;
	for (long seq = (long)head.complete + 1; seq <= last && result == 0;
	     seq++)
		result = publish_one(&publish, from, seq, err);
	if (result == 0)
		result = publish_notify(&publish, err);
out:
	publish_close(&publish);
	if (from >= 0)
		close(from);
	return result;
}

int
main(int argc, char **argv)
{
	struct publish_options options = {.origin = "retail.example/pop",
	    .ssh_keygen = "ssh-keygen",
	    .environment = (const char *const *)environ,
	    .point = point};
	struct err err = {0};
	int option;

	while ((option = getopt(argc, argv, "h:k:o:")) != -1) {
		if (option == 'h')
			options.hook = optarg;
		else if (option == 'k')
			options.sign_key = optarg;
		else if (option == 'o')
			options.origin = optarg;
		else
			return 64;
	}
	if (argc - optind != 3)
		return 64;
	options.directory = argv[optind];
	if (run(&options, argv[optind + 1], strtol(argv[optind + 2], NULL, 10),
		&err) == 0)
		return 0;
	fprintf(stderr, "kind %d: %s\n", (int)err.kind, err.message);
	if (err.detail[0])
		fprintf(stderr, "%s\n", err.detail);
	return 1;
}
