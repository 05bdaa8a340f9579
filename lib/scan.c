#include "lib/scan.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/slice.h"
#include "queries.h"

#define PROGRESS_NS 200000000L

/* What the workers share. */
struct queue {
	const struct day *day;
	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t done;
	size_t next;      /* slice to take */
	unsigned running; /* workers */
	bool failed;
	struct err err; /* the first failure */
	_Atomic int64_t plays_read;
};

struct worker {
	pthread_t thread;
	struct queue *queue;
	struct db own; /* a connection of its own, or none */
	struct db *db; /* the one it uses */
	const struct db_options *connect;
	const char *snapshot;
	struct rollup rollup;
};

static const struct day_hour *
take_slice(struct queue *queue)
{
	const struct day_hour *slice = NULL;

	pthread_mutex_lock(&queue->mutex);
	if (!queue->failed && queue->next < queue->day->hour_count)
		slice = &queue->day->hours[queue->next++];
	pthread_mutex_unlock(&queue->mutex);
	return slice;
}

/* Opens a connection that sees what the first one sees. */
static int
join_snapshot(struct worker *worker, struct err *err)
{
	char command[128];

	if (worker->db)
		return 0;
	if (db_connect(&worker->own, worker->connect, err) != 0)
		return -1;
	worker->db = &worker->own;
	if (db_command(worker->db,
		"begin transaction isolation level repeatable read read only",
		err) != 0)
		return -1;
	snprintf(command, sizeof(command), "set transaction snapshot '%s'",
	    worker->snapshot);
	return db_command(worker->db, command, err);
}

static int
work(struct worker *worker, struct err *err)
{
	const struct day_hour *slice;

	if (join_snapshot(worker, err) != 0)
		return -1;
	while ((slice = take_slice(worker->queue)) != NULL) {
		if (slice_read(worker->db, slice->start, slice->end,
			&worker->rollup, &worker->queue->plays_read, err) != 0)
			return -1;
	}
	return 0;
}

static void *
work_thread(void *arg)
{
	struct worker *worker = arg;
	struct queue *queue = worker->queue;
	struct err err = {ERR_NONE, "", "", ""};
	int rc = work(worker, &err);

	pthread_mutex_lock(&queue->mutex);
	if (rc != 0 && !queue->failed) {
		queue->failed = true;
		queue->err = err;
	}
	queue->running--;
	pthread_cond_signal(&queue->done);
	pthread_mutex_unlock(&queue->mutex);
	return NULL;
}

/* Waits for the workers and reports while they work. */
static void
watch(const struct scan *scan, struct queue *queue)
{
	pthread_mutex_lock(&queue->mutex);
	while (queue->running > 0) {
		struct timespec until;

		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += PROGRESS_NS;
		if (until.tv_nsec >= 1000000000L) {
			until.tv_sec++;
			until.tv_nsec -= 1000000000L;
		}
		pthread_cond_timedwait(&queue->done, &queue->mutex, &until);
		if (scan->progress)
			scan->progress(scan->arg, queue->plays_read);
	}
	pthread_mutex_unlock(&queue->mutex);
}

static int
export_snapshot(struct db *db, char *snapshot, size_t size, struct err *err)
{
	struct db_rows rows;

	if (db_query(db, &sql_snapshot_export, 0, NULL, &rows, err) != 0)
		return -1;
	snprintf(snapshot, size, "%s", db_text(&rows, 0, 0));
	db_rows_release(&rows);
	return 0;
}

static unsigned
start_workers(
    const struct scan *scan, struct worker *workers, struct queue *queue)
{
	unsigned started = 0;

	pthread_mutex_lock(&queue->mutex);
	for (unsigned i = 0; i < scan->jobs && !queue->failed; i++) {
		if (pthread_create(&workers[i].thread, NULL, work_thread,
			&workers[i]) != 0) {
			queue->failed = true;
			err_set(&queue->err, ERR_UNAVAILABLE,
			    "could not start a thread");
		} else {
			queue->running++;
			started++;
		}
	}
	pthread_mutex_unlock(&queue->mutex);
	return started;
}

/* Runs all workers to the end; their rollups then hold the day. */
static int
run_workers(const struct scan *scan, struct worker *workers,
    struct queue *queue, struct err *err)
{
	unsigned started = start_workers(scan, workers, queue);

	watch(scan, queue);
	for (unsigned i = 0; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	if (!queue->failed)
		return 0;
	*err = queue->err;
	return -1;
}

int
scan_plays(const struct scan *scan, struct rollup *total, struct err *err)
{
	struct queue queue = {.day = total->day};
	struct worker *workers = calloc(scan->jobs, sizeof(*workers));
	char snapshot[64] = "";
	int rc = -1;

	if (!workers)
		return err_memory(err);
	pthread_mutex_init(&queue.mutex, NULL);
	pthread_cond_init(&queue.done, NULL);
	for (unsigned i = 0; i < scan->jobs; i++) {
		workers[i].queue = &queue;
		workers[i].db = i == 0 ? scan->source : NULL;
		workers[i].connect = scan->connect;
		workers[i].snapshot = snapshot;
		rollup_init(&workers[i].rollup, total->policy, total->day,
		    total->homes, scan->budget);
	}
	if (scan->jobs > 1 &&
	    export_snapshot(scan->source, snapshot, sizeof(snapshot), err) != 0)
		goto out;
	rc = run_workers(scan, workers, &queue, err);
	for (unsigned i = 0; i < scan->jobs && rc == 0; i++)
		rc = rollup_merge(total, &workers[i].rollup, err);
out:
	for (unsigned i = 0; i < scan->jobs; i++) {
		rollup_release(&workers[i].rollup);
		db_close(&workers[i].own);
	}
	pthread_cond_destroy(&queue.done);
	pthread_mutex_destroy(&queue.mutex);
	free(workers);
	return rc;
}
