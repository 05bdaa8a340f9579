#define _GNU_SOURCE /* SCHED_BATCH; NOLINT(bugprone-reserved-identifier) */
#include "lib/scan.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/slice.h"
#include "lib/slices.h"
#include "queries.h"

#define PROGRESS_NS 200000000L

/* What the workers share. */
struct queue {
	struct slices slices;
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
	struct db *db;
	bool first; /* on the pool's first connection */
	const struct db_options *connect;
	const char *snapshot;
	struct rollup rollup;
};

/* The next slice to read; false when there is none. */
static bool
take_slice(struct queue *queue, struct slice *slice)
{
	bool taken = false;

	pthread_mutex_lock(&queue->mutex);
	if (!queue->failed && queue->next < queue->slices.count) {
		*slice = slices_at(&queue->slices, queue->next++);
		taken = true;
	}
	pthread_mutex_unlock(&queue->mutex);
	return taken;
}

/* Makes a connection see what the first one sees. */
static int
join_snapshot(struct worker *worker, struct err *err)
{
	char command[128];

	if (worker->first)
		return 0;
	if (!worker->db->conn &&
	    db_connect(worker->db, worker->connect, err) != 0)
		return -1;
	if (db_command(worker->db,
		"begin transaction isolation level repeatable read read only",
		err) != 0)
		return -1;
	snprintf(command, sizeof(command), "set transaction snapshot '%s'",
	    worker->snapshot);
	return db_command(worker->db, command, err);
}

static int
leave_snapshot(struct worker *worker, struct err *err)
{
	return worker->first ? 0 : db_command(worker->db, "commit", err);
}

static int
work(struct worker *worker, struct err *err)
{
	struct slice slice;

	if (join_snapshot(worker, err) != 0)
		return -1;
	while (take_slice(worker->queue, &slice)) {
		if (slice_read(worker->db, &slice, &worker->rollup,
			&worker->queue->plays_read, err) != 0)
			return -1;
	}
	return leave_snapshot(worker, err);
}

/*
 * A worker that woke for every message would take the processor from the
 * server process that is about to send the next one.
 */
static void
give_way_to_the_server(void)
{
#ifdef SCHED_BATCH
	struct sched_param param;
	int scheduling;

	if (pthread_getschedparam(pthread_self(), &scheduling, &param) == 0 &&
	    scheduling == SCHED_OTHER)
		pthread_setschedparam(pthread_self(), SCHED_BATCH, &param);
#endif
}

static void *
work_thread(void *arg)
{
	struct worker *worker = arg;
	struct queue *queue = worker->queue;
	struct err err = {ERR_NONE, "", "", ""};
	int rc;

	give_way_to_the_server();
	rc = work(worker, &err);
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
			scan->progress(
			    scan->arg, queue->plays_read, queue->slices.rows);
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

/* Starts the workers; the number of those that run. */
static unsigned
start_workers(struct worker *workers, unsigned count, struct queue *queue)
{
	unsigned started = 0;

	pthread_mutex_lock(&queue->mutex);
	while (started < count && pthread_create(&workers[started].thread, NULL,
				      work_thread, &workers[started]) == 0)
		started++;
	queue->running = started;
	if (started < count) {
		queue->failed = true;
		err_set(
		    &queue->err, ERR_UNAVAILABLE, "could not start a thread");
	}
	pthread_mutex_unlock(&queue->mutex);
	return started;
}

/* Runs all workers to the end; their rollups then hold the day. */
static int
run_workers(const struct scan *scan, struct worker *workers, unsigned count,
    struct queue *queue, struct err *err)
{
	unsigned started = start_workers(workers, count, queue);

	watch(scan, queue);
	for (unsigned i = 0; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	if (!queue->failed)
		return 0;
	*err = queue->err;
	return -1;
}

/* Scans with `count` workers and merges what they found. */
static int
scan_with(const struct scan *scan, unsigned count, struct queue *queue,
    struct rollup *total, struct err *err)
{
	struct worker *workers = calloc(count, sizeof(*workers));
	struct scan_pool *pool = scan->pool;
	char snapshot[64] = "";
	int rc = -1;

	if (!workers)
		return err_memory(err);
	for (unsigned i = 0; i < count; i++) {
		workers[i].queue = queue;
		workers[i].first = i == 0;
		workers[i].db = i == 0 ? pool->first : &pool->more[i];
		workers[i].connect = pool->connect;
		workers[i].snapshot = snapshot;
		rollup_init(&workers[i].rollup, total->policy, total->day,
		    total->homes, scan->budget);
		workers[i].rollup.excluded_devices = total->excluded_devices;
	}
	if (count == 1 ||
	    export_snapshot(pool->first, snapshot, sizeof(snapshot), err) == 0)
		rc = run_workers(scan, workers, count, queue, err);
	for (unsigned i = 0; i < count; i++) {
		if (rc == 0)
			rc = rollup_merge(total, &workers[i].rollup, err);
		rollup_release(&workers[i].rollup);
	}
	free(workers);
	return rc;
}

int
scan_plays(const struct scan *scan, struct rollup *total, struct err *err)
{
	struct queue queue = {.next = 0};
	unsigned count = scan->pool->jobs;
	int rc;

	if (slices_plan(scan->pool->first, total->day, &queue.slices, err) != 0)
		return -1;
	if (count > queue.slices.count)
		count = (unsigned)queue.slices.count;
	pthread_mutex_init(&queue.mutex, NULL);
	pthread_cond_init(&queue.done, NULL);
	rc = scan_with(scan, count, &queue, total, err);
	pthread_cond_destroy(&queue.done);
	pthread_mutex_destroy(&queue.mutex);
	if (rc != 0)
		scan_pool_release(scan->pool);
	return rc;
}

void
scan_pool_release(struct scan_pool *pool)
{
	for (unsigned i = 0; i < SCAN_MAX_JOBS; i++)
		db_close(&pool->more[i]);
}
